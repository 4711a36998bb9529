"""One Engine.IO session, whichever transport carries it: heartbeat, sending, lagging, closing.

https://github.com/socketio/socket.io/blob/main/docs/engine.io-protocol/v4-current.md
"""

import asyncio
from collections.abc import Iterable
from math import inf
from typing import Protocol

from parlour.sio.contract import BROKEN, LATER, NORMAL, POLICY, Application, Home
from parlour.sio.handshake import Handshake
from parlour.sio.heartbeat import Heartbeat
from parlour.sio.packets import Packet, encode_open
from parlour.sio.pollqueue import CLOSE, NOOP, PollQueue
from parlour.sio.websocket import WebSocket

PING = Packet(b"2")
PARTING = 5.0  # seconds in which a polling client may fetch what it was told last


class Probe(Protocol):
    """A WebSocket that may take over; GETs are let go when it was answered."""

    ws: WebSocket
    by: float
    answered: bool


class Session:
    def __init__(self, engine: "Home[Session]", sid: str, handshake: Handshake, ws: WebSocket | None) -> None:
        self.engine = engine
        self.sid = sid
        self.handshake = handshake
        self.ws = ws
        self.queue = None if ws else PollQueue()
        self.app: Application
        self.closed: str | None = None  # the reason, once it is
        self.close_code = 0
        self.parting = False  # closed, and one more GET may fetch the rest
        self.is_paused = False
        self.probe: Probe | None = None
        self.settle_by = inf
        self._outbox: list[bytes] = []
        self._outbox_size = 0
        self._stall_by = inf
        self._taken = 0
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        options = engine.options
        self.heartbeat = Heartbeat(options.ping_interval, options.ping_timeout, self.now())
        self.arm()

    def opening(self) -> Packet:
        """What the client is told first."""
        return encode_open(self.sid, [] if self.ws else ["websocket"], self.engine.options)

    def now(self) -> float:
        return self._loop.time() * 1000

    # The clock: one timer for everything that may become due

    def settle_within(self, wait: float) -> None:
        """Close unless this is called again in time, with infinity when all is well."""
        self.settle_by = self.now() + wait
        self.arm()

    def arm(self) -> None:
        at = min(self.heartbeat.due, self.settle_by, self.probe.by if self.probe else inf, self._stall_by) / 1000
        if self._timer is not None:
            if self._timer.when() <= at:
                return
            self._timer.cancel()
        self._timer = self._loop.call_at(at, self._tick)

    def _tick(self) -> None:
        self._timer = None
        now = self.now()
        if not self.alive():
            return None
        if self.settle_by <= now:
            return self.broken("no CONNECT", POLICY)
        if self.probe is not None and self.probe.by <= now:
            self.probe.ws.close(POLICY, "not upgraded")
        if self._stall_by <= now:
            self._look_for_progress(now)
        if not self.closed:
            self.arm()
        return None

    def alive(self) -> bool:
        """Ping when it is time. Asked by each request too: the timer may be about to tell the same."""
        if self.closed:
            return False
        now = self.now()
        if self.heartbeat.ping(now):
            self.send(PING)
        if self.ws is not None and (self.is_paused or self.ws.held):
            self.heartbeat.excuse(now)
        elif self.heartbeat.expired(now):
            self.drop("ping timeout")
        return not self.closed

    # What comes in

    def text(self, data: bytes) -> None:
        if data[:1] == b"4":
            self.app.text(data)
        elif data == b"3":
            self.heartbeat.pong(self.now())
            self.arm()
        elif data == CLOSE:
            self._client_closes()
        elif data != NOOP:
            self.broken("unknown packet")

    def binary(self, data: bytes) -> None:
        self.app.binary(data)

    def broken(self, why: str, code: int = BROKEN) -> None:
        if self.ws is not None:
            return self.close("parse error", code, why)
        return self.drop("parse error")

    def lost(self) -> None:
        """The WebSocket is gone."""
        self._end("transport close")
        self.engine.forget(self)

    # What goes out

    def send(self, packet: Packet) -> None:
        """To this client alone. Leaves with whatever else this turn of the loop brings for it."""
        if self.closed:
            return None
        if self.queue is not None:
            return self._put((packet,))
        frame = packet.frame
        self._outbox.append(frame)
        self._outbox_size += len(frame)
        if len(self._outbox) == 1:
            self.engine.outboxes.add(self)
        elif self._outbox_size > self.engine.options.high_water:
            self.flush()  # now, so that it shows in this turn whether the client takes it
        return None

    def push(self, packets: Iterable[Packet], frame: bytes) -> None:
        """What a channel has for all its members: the packets, and the same joined as frames."""
        if self.closed:
            return None
        if self.queue is not None:
            return self._put(packets)
        self._outbox.append(frame)
        return self.flush()

    def flush(self) -> None:
        outbox, ws = self._outbox, self.ws
        if not outbox or ws is None or self.closed:
            return
        data = outbox[0] if len(outbox) == 1 else b"".join(outbox)
        outbox.clear()
        self._outbox_size = 0
        ws.write(data)
        if self.is_paused and ws.transport.get_write_buffer_size() > self.engine.options.max_backlog:
            self._give_up()

    def _put(self, packets: Iterable[Packet]) -> None:
        queue, options = self.queue, self.engine.options
        assert queue is not None  # noqa: S101 (for mypy)
        queue.put(packets)
        if queue.size > options.max_backlog:
            self._give_up()
        elif queue.size > options.high_water and not self.is_paused:
            self.paused()

    def take(self) -> list[Packet]:
        """What a polling client comes to fetch."""
        packets = self.queue.take() if self.queue else []
        if self.is_paused and not self.closed:
            self.resumed()
        return packets

    # A reader too slow

    def paused(self) -> None:
        if not self.is_paused:
            self.is_paused = True
            self._taken = self._owed()
            self._stall_by = self.now() + self.engine.options.stall_timeout
            self.arm()
            self.app.paused()

    def resumed(self) -> None:
        self.is_paused = False
        self._stall_by = inf
        self.heartbeat.excuse(self.now())
        self.app.resumed()

    def _owed(self) -> int:
        return self.ws.transport.get_write_buffer_size() if self.ws else 0

    def _look_for_progress(self, now: float) -> None:
        owed = self._owed()
        if owed >= self._taken:
            return self._give_up()
        self._taken = owed
        self._stall_by = now + self.engine.options.stall_timeout
        return None

    def _give_up(self) -> None:
        self.engine.stalled_closed += 1
        self.close_code = LATER
        self.drop("transport error")

    # Upgrade from polling to WebSocket

    def upgrade(self, ws: WebSocket) -> None:
        """What was not fetched goes first; a GET that still waits is let go."""
        queue, self.queue = self.queue, None
        self.ws, self.probe = ws, None
        ws.receiver = self
        self.app.paused()
        self.is_paused = False
        self._stall_by = inf
        if queue is not None:
            packets = queue.take()
            queue.wake()
            if packets:
                ws.write(b"".join(packet.frame for packet in packets))
        if not self.is_paused:
            self.app.resumed()

    # The end

    def close(self, reason: str, code: int = NORMAL, text: str = "") -> None:
        """Say goodbye; what was sent before still arrives."""
        if self.closed:
            return
        self.flush()
        ws, queue = self.ws, self.queue
        self.close_code = self.close_code or code
        self._end(reason)
        if ws is not None:
            ws.close(code, text)
        if queue is not None:
            self._part(queue, CLOSE)
        else:
            self.engine.forget(self)

    def drop(self, reason: str) -> None:
        """Without goodbye: the client broke the protocol, or is not there."""
        if self.closed:
            return
        ws, queue = self.ws, self.queue
        self._end(reason)
        self.engine.forget(self)
        if queue is not None:
            queue.end(CLOSE)
        if ws is not None:
            ws.abort() if self.is_paused else ws.close(self.close_code or NORMAL, reason)

    def _client_closes(self) -> None:
        ws, queue = self.ws, self.queue
        self._end("transport close")
        if ws is not None:
            ws.close()
            self.engine.forget(self)
        if queue is not None:
            self._part(queue, NOOP)

    def _part(self, queue: PollQueue, last: bytes) -> None:
        """The sid stays known for the one GET that is still to come, if none waits."""
        self.parting = True
        queue.end(last)
        if queue.waiter is not None:
            self.engine.forget(self)
        else:
            self._timer = self._loop.call_later(PARTING, self.engine.forget, self)

    def _end(self, reason: str) -> None:
        if self.closed:
            return
        self.closed = reason
        if self._timer is not None:
            self._timer.cancel()
        probe, self.probe = self.probe, None
        if probe is not None:
            probe.ws.close()
        self.app.lost(reason)
