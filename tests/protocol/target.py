"""What the official protocol suites and Autobahn are run against: the engine itself, short timers, nothing of chat.

python tests/protocol/target.py --port 3000
"""

import argparse
import asyncio
import socket
from typing import Any

import uvicorn

from parlour.sio import Engine, Event, Handshake, Options, Packet, Server, Socket
from parlour.sio.frames import binary_frame, text_frame
from parlour.sio.http import Http
from parlour.sio.session import Session
from parlour.sio.websocket import Route, WebSocket

OPTIONS = Options(ping_interval=300, ping_timeout=200, connect_timeout=1000, cors="*")


class EngineEcho:
    """Engine.IO: every message is sent back as it came."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def text(self, data: bytes) -> None:
        self._session.send(Packet(data))

    def binary(self, data: bytes) -> None:
        self._session.send(Packet(None, [data]))

    def paused(self) -> None: ...

    def resumed(self) -> None: ...

    def lost(self, reason: str) -> None: ...


class RawEcho:
    """A bare WebSocket: text as text, binary as binary."""

    def __init__(self, ws: WebSocket, handshake: Handshake) -> None:
        self._ws = ws

    def text(self, data: bytes) -> None:
        self._ws.write(text_frame(data))

    def binary(self, data: bytes) -> None:
        self._ws.write(binary_frame(data))

    def paused(self) -> None: ...

    def resumed(self) -> None: ...

    def lost(self) -> None: ...


def admit_all(handshake: Handshake) -> None: ...


def tell_auth(socket: Socket, auth: Any) -> None:
    socket.emit("auth", auth)


def message(socket: Socket, *args: Any) -> None:
    socket.emit("message-back", *args)


def message_with_ack(socket: Socket, *args: Any) -> tuple[Any, ...]:
    return args


def make(options: Options = OPTIONS) -> tuple[Server, Any]:
    """The Socket.IO server and the ASGI application beside it."""
    server = Server(options)
    server.namespace(
        "/", connect=tell_auth, events={"message": Event(message), "message-with-ack": Event(message_with_ack)}
    )
    server.namespace("/custom", connect=tell_auth)
    engine = Engine(options, EngineEcho)
    server.route("/engine.io/", engine.route)
    server.route("/echo", Route(RawEcho, admit_all, 16 * 1024 * 1024, None))

    async def application(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["path"] == "/engine.io/":
            await engine.asgi(scope, receive, send)
        elif scope["type"] == "http" and scope["path"] == "/socket.io/":
            await server.asgi(scope, receive, send)
        else:
            await send({"type": "http.response.start", "status": 404, "headers": []})
            await send({"type": "http.response.body"})

    return server, application


def listen(port: int) -> list[socket.socket]:
    """Both loopback addresses: `localhost` is either."""
    sockets = []
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        listener = socket.socket(family)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind((host, port))
        sockets.append(listener)
    return sockets


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=3000)
    server, application = make()
    config = uvicorn.Config(application, http=Http, ws=server.websocket, lifespan="off", log_level="warning")
    asyncio.run(uvicorn.Server(config).serve(sockets=listen(parser.parse_args().port)))


if __name__ == "__main__":
    main()
