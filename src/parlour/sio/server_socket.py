"""One client in one namespace, as the application holds it."""

import asyncio
import logging
from collections.abc import Callable
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any

from parlour.sio.contract import LATER, NORMAL
from parlour.sio.fanout import Channel
from parlour.sio.handshake import Handshake
from parlour.sio.packets import Packet, encode_disconnect, encode_event, with_offset
from parlour.sio.session import Session

if TYPE_CHECKING:
    from parlour.sio.namespace import Namespace

log = logging.getLogger("parlour.sio")
Offset = Callable[[Channel, int], str | None]


class Socket:
    __slots__ = (
        "__weakref__",
        "_held",
        "_reading",
        "_unread",
        "channels",
        "connected",
        "data",
        "gone",
        "namespace",
        "offset",
        "pid",
        "rooms",
        "session",
        "sid",
    )

    def __init__(self, session: Session, namespace: "Namespace") -> None:
        self.session = session
        self.namespace = namespace
        self.sid = token_urlsafe(15)
        self.connected = False
        self.gone = False  # for good; a connect handler that awaited may find it so
        self.data: Any = None  # the application's own
        self.pid: str | None = None
        self.offset: Offset | None = None
        self.channels: dict[Channel, None] = {}
        self.rooms: set[str] = set()
        self._held: list[Packet] = []
        self._unread: dict[Channel, None] = {}
        self._reading: asyncio.Task[None] | None = None

    @property
    def handshake(self) -> Handshake:
        return self.session.handshake

    @property
    def close_code(self) -> int:
        """Why the server closed the connection (RFC 6455, section 7.4); 0 when it did not."""
        return self.session.close_code

    def emit(self, event: str, *args: object) -> None:
        self.send(encode_event(event, *args, namespace=self.namespace.name))

    def send(self, packet: Packet) -> None:
        """Send a prebuilt packet. What a connect handler sends leaves after the CONNECT reply."""
        if self.connected:
            self.session.send(packet)
        else:
            self._held.append(packet)

    def join(self, room: str) -> None:
        self.namespace.join(self, room)

    def leave(self, room: str) -> None:
        self.namespace.leave(self, room)

    def disconnect(self, close: bool = True, code: int = NORMAL) -> None:
        """Leave the namespace; with `close`, the connection as well. The client does not come back by itself."""
        if self.connected:
            self.session.send(encode_disconnect(self.namespace.name))
            self.namespace.drop(self, "server namespace disconnect")
        if close:
            self.session.close("server namespace disconnect", code)

    def close(self, code: int = NORMAL, reason: str = "") -> None:
        """Close the connection under it; the client comes back by itself."""
        self.session.close("forced close", code, reason)

    def recoverable(self, pid: str, offset: Offset) -> None:
        """Tell the client `pid`, and with each event of a channel `offset(channel, position)` (None: without).

        Only while connecting. Under the pid it brought in `auth`, the client takes its state as recovered.
        """
        if self.connected:
            raise RuntimeError("a socket is made recoverable by its connect handler")
        self.pid = pid
        self.offset = offset

    # For the engine

    def tell(self, channel: Channel, items: list[tuple[int, Packet]]) -> None:
        """What a channel has, with the offsets of this client alone. Position 0: volatile, and without."""
        packets = [packet if not position else self._marked(channel, position, packet) for position, packet in items]
        self.session.push(packets, b"".join([packet.frame for packet in packets]))

    def _marked(self, channel: Channel, position: int, packet: Packet) -> Packet:
        try:
            offset = self.offset(channel, position) if self.offset else None
        except Exception:  # the application's fault must not take the event from this client, nor from the next
            log.exception("an offset could not be told")
            offset = None
        return packet if offset is None else with_offset(packet, offset)

    def open(self, reply: Packet) -> None:
        self.connected = True
        self.session.send(reply)
        held, self._held = self._held, []
        for packet in held:
            self.session.send(packet)
        self.resumed()

    def end(self) -> None:
        self.connected = False
        self.gone = True
        self._held.clear()
        self._unread.clear()
        for channel in list(self.channels):
            channel.discard(self)
        if self._reading is not None:
            self._reading.cancel()

    def paused(self) -> None:
        for channel in self.channels:
            channel.fell_behind(self)

    def resumed(self) -> None:
        for channel in list(self.channels):
            channel.level(self)

    def too_slow(self) -> None:
        self.session.engine.stalled_closed += 1
        self.session.close("transport error", LATER, "too far behind")

    def read_up(self, channel: Channel) -> None:
        """One reading task for each socket, whatever the number of its channels."""
        self._unread[channel] = None
        if self._reading is None:
            self._reading = asyncio.ensure_future(self._read_up())

    async def _read_up(self) -> None:
        try:
            while self._unread and self.connected:
                channel = next(iter(self._unread))
                del self._unread[channel]
                await channel.read_up(self)
        except Exception:
            log.exception("a slow client could not be brought up to date")
            self.too_slow()
        finally:
            self._reading = None
