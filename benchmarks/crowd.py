"""Many clients in one room: let in one after another, read in turn."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator

from benchmarks.arrivals import AT_ONCE, Arrivals, Ticket
from benchmarks.connection import Connection, Stalled

HUSH = 2000  # bytes in one round through all
PER_ADDRESS = 9_000  # clients that come from the same address


class Crowd:
    """The connections, and a finger that goes round them so that each is read in its turn."""

    def __init__(self, port: int, tickets: list[Ticket], at_once: int = AT_ONCE) -> None:
        allow_files(len(tickets) + 300)
        self.members: list[Connection] = []
        self._left_out: set[int] = set()
        self._round: Iterator[Connection] = iter(())
        start = time.monotonic()
        try:
            Arrivals(lambda number: Connection(port, source(number)), at_once).let_in(tickets, self.members)
        except BaseException:
            self.close()
            raise
        self.took = time.monotonic() - start

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


def source(number: int) -> str:
    """The loopback address a client comes from: a server may bound how many come from one."""
    return f"127.0.0.{1 + number // PER_ADDRESS}"


def allow_files(count: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(count, hard) if hard > 0 else count, hard))
