"""A server on an ephemeral port, inside the test's own loop, and what talks to it: real sockets on both sides."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import aiohttp
import uvicorn
from uvicorn.server import ServerState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from parlour.sio.http import Http

WAIT = 5.0


class Talk:
    """One WebSocket, seen from the client."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def send(self, *messages: str | bytes) -> None:
        for message in messages:
            await self.connection.send(message)

    async def hear(self) -> str | bytes:
        return await asyncio.wait_for(self.connection.recv(), WAIT)

    async def hear_event(self) -> list[Any]:
        return json.loads(str(await self.hear())[2:])

    async def close_code(self) -> int:
        """Read to the end; tell the code the server closed with."""
        try:
            while True:
                await self.hear()
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006

    async def silent(self, seconds: float = 0.1) -> bool:
        try:
            await asyncio.wait_for(self.connection.recv(), seconds)
        except TimeoutError:
            return True
        return False


class Place:
    def __init__(self, port: int, stack: AsyncExitStack, http: aiohttp.ClientSession) -> None:
        self.port = port
        self.path = "/socket.io/"
        self._stack = stack
        self._http = http

    async def ws(self, query: str = "EIO=4&transport=websocket", **options: Any) -> Talk:
        path = options.pop("path", self.path)
        uri = f"ws://127.0.0.1:{self.port}{path}?{query}"
        options = {"compression": None, "ping_interval": None, "max_size": None, "close_timeout": 1} | options
        return Talk(await self._stack.enter_async_context(connect(uri, **options)))

    async def connected(self, connect: str = "40", **options: Any) -> Talk:
        """A WebSocket that is past both handshakes."""
        talk = await self.ws(**options)
        await talk.hear()
        await talk.send(connect)
        assert str(await talk.hear()).startswith("40")
        return talk

    async def request(
        self, method: str, query: str, body: str | bytes | None = None, **options: Any
    ) -> tuple[int, str]:
        uri = f"http://127.0.0.1:{self.port}{options.pop('path', self.path)}?{query}"
        async with self._http.request(method, uri, data=body, **options) as answer:
            return answer.status, await answer.text()

    async def poll(self, sid: str = "", **options: Any) -> tuple[int, str]:
        return await self.request("GET", _polling(sid), **options)

    async def post(self, sid: str, body: str | bytes, **options: Any) -> tuple[int, str]:
        return await self.request("POST", _polling(sid), body, **options)

    async def open_polling(self, **options: Any) -> str:
        status, body = await self.poll(**options)
        assert status == 200
        return str(json.loads(body[1:])["sid"])

    async def raw(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A bare TCP connection, for what no well-behaved client would send."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        self._stack.callback(writer.close)
        return reader, writer


def _polling(sid: str) -> str:
    return "EIO=4&transport=polling" + (f"&sid={sid}" if sid else "")


@asynccontextmanager
async def running(app: Any, ws: Any, port: int = 0) -> AsyncIterator[Place]:
    config = uvicorn.Config(app, ws=ws, lifespan="off", log_level="error")
    config.load()
    state = ServerState()
    made: list[Http] = []

    def accept() -> Http:
        made.append(Http(config=config, server_state=state, app_state={}))
        return made[-1]

    listener = socket.create_server(("127.0.0.1", port))
    server = await asyncio.get_running_loop().create_server(accept, sock=listener)
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(aiohttp.ClientSession())
        stack.callback(server.close)
        stack.push_async_callback(_let_go, made)
        stack.push_async_callback(_settle, state)
        yield Place(listener.getsockname()[1], stack, http)


async def _settle(state: ServerState) -> None:
    for connection in list(state.connections):
        connection.shutdown()
    for task in list(state.tasks):
        await asyncio.wait((task,), timeout=WAIT)
    await asyncio.sleep(0)


async def _let_go(made: list[Http]) -> None:
    """Clients are gone: the server's ends close once it has read what they left, or are cut off in a while."""
    transports = [http.transport for http in made if http.transport is not None]
    for _ in range(100):
        transports = [transport for transport in transports if transport.get_extra_info("socket").fileno() >= 0]
        if not transports:
            return
        await asyncio.sleep(0.01)
    for transport in transports:
        transport.abort()
    await asyncio.sleep(0)
