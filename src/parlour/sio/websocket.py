"""One WebSocket, as uvicorn's `ws=` option starts it: `websockets` parses, we write.

permessage-deflate is never accepted: it costs memory, hides bombs and leaks secrets by length.
"""

import asyncio
from codecs import getincrementaldecoder
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, cast

from uvicorn.config import Config
from uvicorn.server import ServerState
from websockets.frames import CloseCode, Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import State
from websockets.server import ServerProtocol

from parlour.sio.handshake import ClientAddress, Handshake, Headers, Refused, query_of

LINGER = 2.0  # seconds for the other side to answer a close frame
_utf8 = getincrementaldecoder("utf-8")


class Receiver(Protocol):
    """Who listens to a WebSocket. Text is complete and valid UTF-8."""

    def text(self, data: bytes) -> None: ...
    def binary(self, data: bytes) -> None: ...
    def paused(self) -> None: ...
    def resumed(self) -> None: ...
    def lost(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Route:
    """What answers at a path. `admit` raises Refused; `open` gets the WebSocket right after the handshake."""

    open: Callable[["WebSocket", Handshake], Receiver]
    admit: Callable[[Handshake], None]
    max_size: int
    max_fragments: int | None
    high_water: int = 65_536
    message_timeout: int = 15_000  # milliseconds


@dataclass(frozen=True, slots=True)
class Routes:
    by_path: Mapping[str, Route]
    client_address: ClientAddress | None = None


class WebSocket(asyncio.Protocol):
    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        routes: Routes,
    ) -> None:
        self.transport: asyncio.Transport
        self.write: Callable[[bytes], None]
        self.receiver: Receiver | None = None
        self.closing = self._ended = self.full = False
        self.held = False  # not read from, at the application's wish
        self._routes = routes
        self._connections = server_state.connections
        self._parser = ServerProtocol(max_size=1)
        self._max_fragments: int | None = None
        self._fragments: list[bytes] = []
        self._utf8: Any = None
        self._linger: asyncio.TimerHandle | None = None
        self._patience = 0.0  # seconds for a message from its first byte to its last
        self._begun = 0.0  # when the message that is not complete began; 0: there is none
        self._deadline: asyncio.TimerHandle | None = None

    # What asyncio tells

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.write = self.transport.write
        self._connections.add(self)  # type: ignore[arg-type] # uvicorn only calls shutdown()

    def data_received(self, data: bytes) -> None:
        parser = self._parser
        parser.receive_data(data)
        owed = parser.data_to_send()
        events = parser.events_received()
        for event in events:
            if self.closing:
                break
            if type(event) is Frame:
                if event.opcode is Opcode.PING:
                    self.write(owed.pop(0))  # its pong, before the answers to what came after it
                else:
                    self._frame(event)
            elif type(event) is Request:
                self._shake_hands(event)
        self._send(owed)
        if not events or parser.reader.buffer or self._fragments:
            self._unfinished()
        else:
            self._begun = 0.0

    def pause_writing(self) -> None:
        # A client that does not read is not read from either: what it asked for is what it may be owed.
        self.full = True
        self.transport.pause_reading()
        if self.receiver is not None and not self.closing:
            self.receiver.paused()

    def resume_writing(self) -> None:
        self.full = False
        if not self.held:
            self.transport.resume_reading()
        if self.receiver is not None and not self.closing:
            self.receiver.resumed()

    def connection_lost(self, exc: Exception | None) -> None:
        self.closing = True
        self._connections.discard(self)
        for timer in (self._linger, self._deadline):
            if timer is not None:
                timer.cancel()
        receiver, self.receiver = self.receiver, None
        if receiver is not None:
            receiver.lost()

    def shutdown(self) -> None:
        """uvicorn is going down."""
        self.close(CloseCode.SERVICE_RESTART, "restarting")

    # What the session asks for

    def close(self, code: int = CloseCode.NORMAL_CLOSURE, reason: str = "") -> None:
        if self.closing or self._parser.state is not State.OPEN:
            return
        self._parser.send_close(code, reason)
        self._send(self._parser.data_to_send())
        self._begin_to_close()

    def hold(self, held: bool) -> None:
        """Stop reading for a while: there is enough to do."""
        self.held = held
        if held:
            self.transport.pause_reading()
        elif not self.full:
            self.transport.resume_reading()

    def abort(self) -> None:
        """Drop a client that would not read a close frame either."""
        self.closing = True
        self.transport.abort()

    def fail(self, code: int, reason: str) -> None:
        """Close a broken connection: nothing more is read from it."""
        if not self.closing and self._parser.state is State.OPEN:
            self._parser.fail(code, reason)
            self._send(self._parser.data_to_send())

    # The opening handshake

    def _shake_hands(self, request: Request) -> None:
        path, _, query = request.path.partition("?")
        try:
            route = self._routes.by_path.get(path)
            if route is None:
                raise Refused("not found", 404)
            handshake = self._handshake(request, query)
            route.admit(handshake)
        except Refused as refused:
            rejection = self._parser.reject(refused.status, refused.message + "\n")
            rejection.headers.update(refused.headers)
            self._parser.send_response(rejection)
            return self._send(self._parser.data_to_send())
        response = self._parser.accept(request)
        self._parser.send_response(response)
        self._send(self._parser.data_to_send())
        if response.status_code == 101:
            self._parser.max_message_size = route.max_size
            self._max_fragments = route.max_fragments
            self._patience = route.message_timeout / 1000
            self.transport.set_write_buffer_limits(high=route.high_water)
            self.receiver = route.open(self, handshake)
        return None

    def _handshake(self, request: Request, query: str) -> Handshake:
        headers = Headers(request.headers.raw_items())
        peername = self.transport.get_extra_info("peername")
        peer = peername[0] if isinstance(peername, tuple) else ""
        client_address = self._routes.client_address
        address = client_address(peer, headers) if client_address else peer
        secure = self.transport.get_extra_info("sslcontext") is not None
        return Handshake(headers, query_of(query), address, secure, "websocket")

    # Frames

    def _frame(self, frame: Frame) -> None:
        if frame.opcode is Opcode.PONG:
            return
        if frame.opcode is Opcode.CLOSE:
            self._begin_to_close()
        elif frame.fin and frame.opcode is not Opcode.CONT:
            self._message(frame.opcode is Opcode.TEXT, bytes(frame.data))
        else:
            self._fragment(frame)

    def _message(self, text: bool, data: bytes) -> None:
        receiver = self.receiver
        self._begun = 0.0
        if receiver is None:
            return
        if not text:
            receiver.binary(data)
        elif data.isascii() or self._valid(data):
            receiver.text(data)

    def _valid(self, data: bytes) -> bool:
        try:
            data.decode()
        except UnicodeDecodeError:
            self.fail(CloseCode.INVALID_DATA, "not UTF-8")
            return False
        return True

    def _fragment(self, frame: Frame) -> None:
        if frame.opcode is not Opcode.CONT:
            self._utf8 = _utf8() if frame.opcode is Opcode.TEXT else None
        self._fragments.append(bytes(frame.data))
        if self._max_fragments is not None and len(self._fragments) > self._max_fragments:
            return self.fail(CloseCode.POLICY_VIOLATION, "too many fragments")
        if self._utf8 is not None:
            try:
                self._utf8.decode(frame.data, frame.fin)
            except UnicodeDecodeError:
                return self.fail(CloseCode.INVALID_DATA, "not UTF-8")
        if frame.fin:
            data = b"".join(self._fragments)
            self._fragments.clear()
            self._message(False, data) if self._utf8 is None else self._whole_text(data)
        return None

    def _whole_text(self, data: bytes) -> None:
        self._begun = 0.0
        if self.receiver is not None:
            self.receiver.text(data)

    # A message that does not come to its end

    def _unfinished(self) -> None:
        if not self._begun:
            self._begun = asyncio.get_running_loop().time()
        if self._deadline is None and not self.closing:
            self._deadline = asyncio.get_running_loop().call_at(self._begun + self._patience, self._look)

    def _look(self) -> None:
        """One timer, however many messages there were meanwhile."""
        self._deadline = None
        now = asyncio.get_running_loop().time()
        if self._begun and (self.held or self.full):  # we do not read: that is not the client's fault
            self._begun = now
        if self._begun and now - self._begun >= self._patience:
            self.fail(CloseCode.POLICY_VIOLATION, "message too slow")
        elif self._begun:
            self._unfinished()

    # Writing and closing

    def _send(self, wanted: list[bytes]) -> None:
        """Write what the parser wants written; an empty item is the end."""
        for data in wanted:
            if self._ended:
                return
            if data:
                self.write(data)
            else:
                self._end_writing()

    def _end_writing(self) -> None:
        """Close our half only: unread bytes of theirs would turn our close frame into a reset."""
        self._begin_to_close()
        self._ended = True
        if self._parser.close_rcvd is not None or not self.transport.can_write_eof():
            self.transport.close()
        else:
            self.transport.write_eof()

    def _begin_to_close(self) -> None:
        """Stop listening; the receiver hears of it at once, not when the last byte has left."""
        if self.closing:
            return
        self.closing = True
        self._fragments.clear()
        self._linger = asyncio.get_running_loop().call_later(LINGER, self.transport.abort)
        receiver, self.receiver = self.receiver, None
        if receiver is not None:
            receiver.lost()
