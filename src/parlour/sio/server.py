"""The Socket.IO server: namespaces and what joins them to the engine."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from uvicorn.config import Config
from uvicorn.server import ServerState

from parlour.sio.client import Client
from parlour.sio.contract import RESTART
from parlour.sio.dispatch import OnError, default_on_error
from parlour.sio.engine import Admit, Engine, SameClient
from parlour.sio.handshake import ClientAddress
from parlour.sio.namespace import Event, Namespace
from parlour.sio.options import Options
from parlour.sio.packets import Packet
from parlour.sio.server_socket import Socket
from parlour.sio.session import Session
from parlour.sio.websocket import Route, Routes, WebSocket


class Server:
    def __init__(
        self,
        options: Options | None = None,
        *,
        admit: Admit | None = None,
        same_client: SameClient | None = None,
        client_address: ClientAddress | None = None,
        on_error: OnError = default_on_error,
    ) -> None:
        """`admit(handshake)` raises Refused; `same_client(opening, request)` says whose a sid is."""
        self.options = options or Options()
        self.on_error = on_error
        self.namespaces: dict[str, Namespace] = {}
        self.clients: dict[str, Client] = {}
        self.tasks: set[asyncio.Task[Any]] = set()
        self.engine = Engine(
            self.options, self._client, admit=admit, same_client=same_client, client_address=client_address
        )
        self.asgi = self.engine.asgi
        self._by_path: dict[str, Route] = {}
        self._routes = Routes(self._by_path, client_address)
        self.route(self.options.path, self.engine.route)

    def _client(self, session: Session) -> Client:
        client = self.clients[session.sid] = Client(self, session)
        return client

    def namespace(
        self,
        name: str = "/",
        *,
        connect: Callable[[Socket, Any], Any] | None = None,
        disconnect: Callable[[Socket, str], None] | None = None,
        events: Mapping[str, Event] | None = None,
        unknown: Callable[..., Any] | None = None,
    ) -> Namespace:
        """Declare a namespace. `connect(socket, auth)` may return an awaitable, and raise Refused."""
        namespace = Namespace(name, connect=connect, disconnect=disconnect, events=events or {}, unknown=unknown)
        self.namespaces[name] = namespace
        return namespace

    def emit(self, event: str, *args: object, to: str | None = None, namespace: str = "/") -> None:
        """Emit to a room, or to everyone in the namespace."""
        self.namespaces[namespace].emit(event, *args, to=to)

    def websocket(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> WebSocket:
        """For uvicorn's `ws=` option."""
        return WebSocket(config, server_state, app_state, _loop, routes=self._routes)

    def route(self, path: str, route: Route) -> None:
        """Let WebSockets at another path be served by something else."""
        self._by_path[path] = route

    def spawn(self, coroutine: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(coroutine)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    @property
    def sockets(self) -> int:
        return sum(len(namespace.sockets) for namespace in self.namespaces.values())

    @property
    def connections(self) -> int:
        return len(self.engine.sessions)

    @property
    def stalled_closed(self) -> int:
        return self.engine.stalled_closed

    async def finish(self, patience: float) -> None:
        """Take no client and no event any more, and wait until what was asked is answered, so many seconds at most."""
        self.engine.closing = True
        loop = asyncio.get_running_loop()
        end = loop.time() + patience
        while loop.time() < end and any(client.running for client in self.clients.values()):  # noqa: ASYNC110
            await asyncio.sleep(0.01)

    async def close(self, code: int = RESTART, before: Packet | None = None) -> None:
        """Send everyone a last packet, close every connection, wait until it is out (two seconds at most)."""
        if before is not None:
            for socket in list(self.namespaces["/"].sockets.values()):
                socket.send(before)
        open_ws = [session.ws for session in self.engine.sessions.values() if session.ws is not None]
        self.engine.close(code)
        loop = asyncio.get_running_loop()
        end = loop.time() + 2
        while loop.time() < end and not all(ws.transport.is_closing() for ws in open_ws):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
