"""Many clients in one room: let in one after another, read in turn."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from typing import Protocol

from benchmarks.connection import Connection, Stalled

HUSH = 2000  # bytes in one round through all


class Entrance(Protocol):
    """How a server's clients get in; room is the id that a send names."""

    room: int

    def ticket(self, number: int) -> tuple[dict[str, str], dict[str, object]]: ...


class Crowd:
    """The connections, and a finger that goes round them so that each is read in its turn."""

    def __init__(self, port: int, entrance: Entrance, size: int, *, join: bool = True) -> None:
        _allow_files(size + 200)
        self.members: list[Connection] = []
        self._left_out: set[int] = set()
        self._join = join
        self._round: Iterator[Connection] = iter(())
        try:
            for number in range(size):
                self._let_in(port, entrance, number)
        except BaseException:
            self.close()
            raise

    def _let_in(self, port: int, entrance: Entrance, number: int) -> None:
        connection = Connection(port)
        self.members.append(connection)
        auth, room = entrance.ticket(number)
        connection.enter(auth, room if self._join else None)
        if number % 50 == 0:
            self.read_all()

    def read_all(self) -> int:
        return sum(member.read(answer_pings=True) for member in self.members)

    def read_some(self, count: int, *, answer_pings: bool) -> bool:
        """Read the next `count` members; False when the round is over."""
        for _ in range(count):
            member = next(self._round, None)
            if member is None:
                self._round = iter(self.members)
                return False
            if id(member) not in self._left_out:
                member.read(answer_pings=answer_pings)
        return True

    def leave_out(self, members: list[Connection]) -> None:
        """Somebody else reads these."""
        self._left_out = {id(member) for member in members}

    def settle(self, quiet: float = 1.5, limit: float = 30) -> None:
        """Read until hardly a byte has come for `quiet` seconds: presence and greetings are over, pings go on."""
        start = last = time.monotonic()
        while time.monotonic() - last < quiet:
            if self.read_all() > HUSH:
                last = time.monotonic()
            if last - start > limit:
                raise Stalled("the room does not become quiet")
            time.sleep(0.02)

    def drain(self, enough: Callable[[], bool], limit: float = 15) -> bool:
        """Read until `enough()` or the limit; tell whether it was reached."""
        deadline = time.monotonic() + limit
        while not enough() and time.monotonic() < deadline:
            if self.read_all() == 0:
                time.sleep(0.01)
        return enough()

    @property
    def deliveries(self) -> int:
        return sum(member.deliveries for member in self.members)

    def close(self) -> None:
        for member in self.members:
            member.close()


def _allow_files(count: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(count, hard) if hard > 0 else count, hard))
