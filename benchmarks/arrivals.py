"""Let clients in, some at a time: the WebSocket, the CONNECT with what it shows, then whatever it has to ask."""

from __future__ import annotations

import json
import select
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from benchmarks.connection import ACKNOWLEDGED, Connection, Stalled, frame, taken

AT_ONCE = 50  # clients that are coming in at the same time
LIMIT = 120.0  # seconds for all of them
PAUSE = 0.5  # seconds between two rounds through those who are in
SID = (b'"sid"', b"HTTP/1.1 101")


@dataclass(frozen=True)
class Ticket:
    """What one client shows and asks; `greeting` stands in what it is told when it is in."""

    auth: dict[str, str] = field(default_factory=dict)
    greeting: bytes = b"40{"
    joins: tuple[dict[str, object], ...] = ()

    def steps(self) -> Iterator[tuple[bytes, tuple[bytes, ...]]]:
        """What to send, and the marks to wait for afterwards."""
        yield b"", SID
        yield b"40" + (json.dumps(self.auth).encode() if self.auth else b""), (b"40{", self.greeting)
        for number, join in enumerate(self.joins):
            text = b'42%d["join",' % number + json.dumps(join).encode() + b"]"
            yield text, (b"43%d[" % number, ACKNOWLEDGED)


class Arrival:
    """One client on its way in."""

    def __init__(self, connection: Connection, ticket: Ticket) -> None:
        self.connection = connection
        self._steps = ticket.steps()
        self._seen = b""
        self._next()

    def read(self) -> bool:
        """Take what has come and go on; tell whether the client is in."""
        try:
            size = self.connection.read(answer_pings=True)
        except Stalled as stalled:
            raise Stalled(f"{stalled}; expected {self._marks!r}, got {self._seen[-300:]!r}") from None
        self._seen = self._seen[-65536:] + taken(size)
        return all(mark in self._seen for mark in self._marks) and not self._next()

    def _next(self) -> bool:
        text, self._marks = next(self._steps, (b"", ()))
        self._seen = b""
        if text:
            self.connection.socket.send(frame(text))
        return bool(self._marks)


class Arrivals:
    """Lets in one client after another, `at_once` of them together; who is in is read now and then."""

    def __init__(self, connect: Callable[[int], Connection], at_once: int = AT_ONCE) -> None:
        self._connect = connect
        self._at_once = at_once
        self._poll = select.epoll()
        self._coming: dict[int, Arrival] = {}
        self._inside: list[Connection] = []
        self._read_next = 0.0

    def let_in(self, tickets: list[Ticket], members: list[Connection]) -> None:
        """Add the clients to `members` in their order, so that whoever closes those closes all."""
        deadline, waiting = time.monotonic() + LIMIT, iter(enumerate(tickets))
        more = True
        while more or self._coming:
            while more and len(self._coming) < self._at_once:
                more = self._begin(waiting, members)
            for file, _ in self._poll.poll(1):
                self._go_on(file)
            self._read_those_inside()
            if time.monotonic() > deadline:
                raise Stalled(f"{len(self._coming)} clients were not let in")
        self._poll.close()

    def _begin(self, waiting: Iterator[tuple[int, Ticket]], members: list[Connection]) -> bool:
        number, ticket = next(waiting, (0, None))
        if ticket is None:
            return False
        connection = self._connect(number)
        members.append(connection)
        self._coming[connection.socket.fileno()] = Arrival(connection, ticket)
        self._poll.register(connection.socket, select.EPOLLIN)
        return True

    def _go_on(self, file: int) -> None:
        if self._coming[file].read():
            self._poll.unregister(file)
            self._inside.append(self._coming.pop(file).connection)

    def _read_those_inside(self) -> None:
        if time.monotonic() > self._read_next:
            for member in self._inside:
                member.read(answer_pings=True)
            self._read_next = time.monotonic() + PAUSE
