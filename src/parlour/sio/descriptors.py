"""The last descriptors of the process: no client gets one, or none is left to open a file with, or to say no.

A new descriptor gets the lowest number that is free. So the number of a connection tells how many are in use,
whatever for.
"""

import asyncio
import logging
import resource
import socket
from collections.abc import Callable
from math import inf
from typing import Any

from parlour.sio.handshake import Refused

RESERVE = 32  # for the database, for files, and for whoever is accepted before it is seen that he is too many
STANDING = 32  # clients who are being sent away
LINGER = 1.0  # seconds in which such a client may say what it wants, and take its answer
OVER = 10.0  # seconds in which nobody was sent away, after which it is said to be over

log = logging.getLogger("parlour.sio")


def first_kept() -> float:
    """Return the number from which on descriptors are kept; the limit may be changed while the process runs."""
    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return inf if limit == resource.RLIM_INFINITY else limit - RESERVE - STANDING


class Listening(socket.socket):
    """asyncio accepts all who wait before it looks at the first of them; from the kept ones it gets one a turn."""

    first_kept = staticmethod(first_kept)
    _kept = False

    def accept(self) -> tuple[socket.socket, Any]:
        if self._kept:
            self._kept = False
            raise BlockingIOError  # as if nobody else waited: the next turn of the loop will see him
        connection, address = super().accept()
        self._kept = connection.fileno() >= self.first_kept()
        return connection, address


class Doorway:
    """Where those stand who cannot come in, until they were told. One for a process, as the descriptors are."""

    def __init__(
        self,
        first_kept: Callable[[], float] = first_kept,
        *,
        standing: int = STANDING,
        linger: float = LINGER,
        over: float = OVER,
    ) -> None:
        self.linger = linger
        self.standing: dict[SentAway, None] = {}
        self._first_kept = first_kept
        self._most_standing = standing
        self._over = over
        self._refused = 0
        self._last = 0.0

    def is_full(self, transport: asyncio.Transport) -> bool:
        """Tell whether a new connection has one of the descriptors that are kept."""
        connection: socket.socket | None = transport.get_extra_info("socket")
        return connection is not None and connection.fileno() >= self._first_kept()

    def send_away(self, transport: asyncio.Transport, body: bytes) -> None:
        """Answer whatever is asked with 503 and a JSON body; who came first goes first when they are many."""
        if len(self.standing) >= self._most_standing:
            next(iter(self.standing)).go()
        transport.set_protocol(SentAway(self, transport, answer(body)))
        self._note()

    def _note(self) -> None:
        """Two lines in the log for each time, however many are refused."""
        loop = asyncio.get_running_loop()
        self._last = loop.time()
        self._refused += 1
        if self._refused == 1:
            log.warning("nearly all descriptors are in use: new connections are refused")
            loop.call_later(self._over, self._look)

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        if loop.time() < self._last + self._over:
            loop.call_at(self._last + self._over, self._look)
        else:
            log.warning("new connections are taken again: %d were refused", self._refused)
            self._refused = 0


class SentAway(asyncio.Protocol):
    """A client that cannot come in. Unread bytes of its would turn our answer into a reset: so it is heard out."""

    def __init__(self, doorway: Doorway, transport: asyncio.Transport, told: bytes) -> None:
        self._standing = doorway.standing
        self._transport = transport
        self._told = told
        self._standing[self] = None
        self._timer = asyncio.get_running_loop().call_later(doorway.linger, self.go)

    def data_received(self, _: bytes) -> None:
        self._tell()

    def connection_lost(self, _: Exception | None) -> None:
        self._leave()

    def go(self) -> None:
        """Be told, if that has not been, and leave."""
        self._leave()
        self._tell()
        self._transport.close()

    def _tell(self) -> None:
        told, self._told = self._told, b""
        self._transport.write(told)

    def _leave(self) -> None:
        self._timer.cancel()
        self._standing.pop(self, None)


def answer(body: bytes) -> bytes:
    """Return the whole response; each says another time to come back."""
    headers = Refused("", 503).headers | {
        "Connection": "close",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
    }
    lines = ["HTTP/1.1 503 Service Unavailable", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body
