"""The Socket.IO side of one session: it tells its namespaces apart and puts binary packets together."""

from collections import deque
from inspect import isawaitable
from math import inf
from typing import TYPE_CHECKING, Any

import msgspec

from parlour.sio.contract import TOO_BIG
from parlour.sio.dispatch import Dispatch
from parlour.sio.handshake import Refused
from parlour.sio.nesting import too_deep
from parlour.sio.packets import (
    ACK,
    BINARY_ACK,
    CONNECT,
    DISCONNECT,
    Malformed,
    Received,
    decode,
    encode_connect,
    encode_connect_error,
)
from parlour.sio.server_socket import Socket
from parlour.sio.session import Session

if TYPE_CHECKING:
    from parlour.sio.server import Server


class Client:
    __slots__ = ("_dispatch", "_due", "_inbox", "_left", "_opening", "_partial", "_server", "_session", "sockets")

    def __init__(self, server: "Server", session: Session) -> None:
        self._server = server
        self._session = session
        self.sockets: dict[str, Socket] = {}
        self._left: set[str] = set()  # namespaces that are known to be left: late packets for them are no fault
        self._partial: Received | None = None
        self._inbox: deque[tuple[bool, bytes]] | None = None
        self._dispatch = Dispatch(server.on_error, server.options.max_depth, self._settled, server.tasks)
        self._due = session.now() + server.options.connect_timeout
        session.settle_within(server.options.connect_timeout)
        self._opening = True
        server.engine.opening += 1

    @property
    def running(self) -> int:
        """How much of what it asked for has not been answered yet."""
        return self._dispatch.running

    # What the session tells

    def text(self, data: bytes) -> None:
        if self._server.engine.closing or self._busy(False, data):
            return None
        if len(data) > self._server.options.max_event:
            return self._session.broken("event too big", TOO_BIG)
        try:
            if self._partial is not None:
                raise Malformed("attachments expected")
            packet = decode(data, self._server.options.max_attachments)
            if packet.missing:
                self._socket(packet)
                self._partial = packet
            else:
                self._receive(packet)
        except Malformed as fault:
            self._session.broken(str(fault))
        return None

    def binary(self, data: bytes) -> None:
        if self._server.engine.closing or self._busy(True, data):
            return None
        packet = self._partial
        if packet is None:
            return self._session.broken("no attachment expected")
        packet.attachments.append(data)
        packet.missing -= 1
        if sum(map(len, packet.attachments)) > self._server.options.max_payload:
            return self._session.broken("attachments too big", TOO_BIG)
        if not packet.missing:
            self._partial = None
            try:
                self._receive(packet)
            except Malformed as fault:
                self._session.broken(str(fault))
        return None

    def paused(self) -> None:
        for socket in self.sockets.values():
            socket.paused()

    def resumed(self) -> None:
        for socket in list(self.sockets.values()):
            socket.resumed()
        self._settled()

    def lost(self, reason: str) -> None:
        self._partial = self._inbox = None
        self._opened()
        for socket in list(self.sockets.values()):
            self._drop(socket, reason)
        self._server.clients.pop(self._session.sid, None)

    # Too many handlers at work, or answers not taken: what comes waits, and nothing more is read

    def _busy(self, binary: bool, data: bytes) -> bool:
        if self._inbox is None:
            if self._dispatch.running < self._server.options.max_running and not self._session.is_paused:
                return False
            self._inbox = deque()
            if self._session.ws is not None:
                self._session.ws.hold(True)
        self._inbox.append((binary, data))
        if self._session.queue is not None and len(self._inbox) > 4 * self._server.options.max_running:
            self._session.drop("transport error")
        return True

    def _settled(self) -> None:
        """A handler has answered, or the client has read: there may be room for the next."""
        inbox, self._inbox = self._inbox, None
        while inbox and not self._session.closed:
            binary, data = inbox.popleft()
            self.binary(data) if binary else self.text(data)
            if self._inbox is not None:
                self._inbox.extend(inbox)
                return
        if inbox is not None and self._session.ws is not None and not self._session.closed:
            self._session.ws.hold(False)

    # Packets

    def _socket(self, packet: Received) -> Socket | None:
        """The socket a packet is for; None when it was left meanwhile."""
        socket = self.sockets.get(packet.namespace)
        if (socket is None or not socket.connected) and packet.namespace not in self._left:
            raise Malformed("not connected")
        return socket

    def _receive(self, packet: Received) -> None:
        if packet.kind == CONNECT:
            return self._connect(packet)
        socket = self._socket(packet)
        if socket is None or packet.kind in (ACK, BINARY_ACK):
            return None
        if packet.kind == DISCONNECT:
            return self._drop(socket, "client namespace disconnect")
        return self._dispatch.event(socket, packet)

    def _connect(self, packet: Received) -> None:
        name = packet.namespace
        if name in self.sockets:
            raise Malformed("already connected")
        auth = _auth(packet.body, self._server.options.max_depth)
        namespace = self._server.namespaces.get(name)
        if namespace is None:
            return self._session.send(encode_connect_error(name, "Invalid namespace"))
        socket = self.sockets[name] = Socket(self._session, namespace)
        self._left.discard(name)
        self._session.settle_within(inf)  # how long the answer takes is our doing
        try:
            result = namespace.connect(socket, auth) if namespace.connect else None
        except Exception as error:  # noqa: BLE001 (told by on_error)
            return self._refuse(socket, error)
        if isawaitable(result):
            self._server.spawn(self._connect_later(socket, result))
            return None
        return self._accept(socket)

    async def _connect_later(self, socket: Socket, result: Any) -> None:
        try:
            await result
        except Exception as error:  # noqa: BLE001 (told by on_error)
            return self._refuse(socket, error)
        return self._accept(socket)

    def _accept(self, socket: Socket) -> None:
        namespace = socket.namespace
        if socket.gone:  # while its connect handler was awaited
            return namespace.tell_end(socket, self._session.closed or "transport close")
        self._opened()
        namespace.sockets[socket.sid] = socket
        return socket.open(encode_connect(socket.sid, namespace.name, socket.pid))

    def _refuse(self, socket: Socket, error: Exception) -> None:
        name = socket.namespace.name
        self._drop(socket, "refused")
        if not self.sockets and not self._session.closed:
            self._session.settle_within(max(0, self._due - self._session.now()))
        if isinstance(error, Refused):
            return self._session.send(encode_connect_error(name, error.message, error.data))
        data = self._dispatch._error(socket, b"connect", error)
        return self._session.send(encode_connect_error(name, "Internal error", data))

    def _opened(self) -> None:
        """It is in, or gone: one less that is waiting."""
        if self._opening:
            self._opening = False
            self._server.engine.opening -= 1

    def _drop(self, socket: Socket, reason: str) -> None:
        name = socket.namespace.name
        if self.sockets.get(name) is socket:
            del self.sockets[name]
            self._left.add(name)
        socket.namespace.drop(socket, reason)


def _auth(body: bytes, max_depth: int) -> Any:
    """The CONNECT payload: an object, empty when there is none."""
    if too_deep(body, max_depth):
        raise Malformed("nested too deep")
    try:
        return msgspec.json.decode(body) if body else {}
    except msgspec.DecodeError as error:
        raise Malformed(str(error)) from None
