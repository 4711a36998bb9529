"""`bin/bench stalled`: people who never read what they are sent, what they cost, and what the others notice."""

from __future__ import annotations

import gc
import time
from argparse import Namespace
from dataclasses import dataclass
from statistics import median

from benchmarks import delay, report, servers
from benchmarks.arrivals import Arrivals, Ticket
from benchmarks.connection import Connection, Stalled
from benchmarks.crowd import Crowd
from benchmarks.fanout import SEND
from benchmarks.servers import Server

BUFFER = 4096  # bytes the kernel takes in for one who does not read
FILL = "0123456789 abcdefgh " * 450  # a long message, to fill what the kernel holds on the way
FILL_LIMIT = 60.0  # seconds
FULL_AFTER = 8  # long messages in a row that the kernel did not take in
CLOSED_WITHIN = 60.0  # seconds; the engine waits 30 for a reader that takes nothing


@dataclass(frozen=True)
class Cost:
    """What one round found."""

    before: delay.Seen
    during: delay.Seen
    each: float  # KiB of the server's memory for each who does not read
    kernel: float  # KiB that the kernel holds for each
    closed: int  # of them, by the server
    after: float  # seconds from the last byte they took


def run(chosen: Namespace) -> None:
    servers.use_last_core()
    gc.disable()
    found = []
    for turn in range(chosen.rounds):
        gc.collect()
        found.append(_one(chosen))
        print(f"round {turn + 1}: {_row('during', [found[-1].during])}, {found[-1].each:.0f} KiB each", flush=True)
    report.write(f"stalled-{chosen.clients}-{chosen.readers}", _text(chosen, found), keep=chosen.write)


def _one(chosen: Namespace) -> Cost:
    """The main room has everybody; those who will not read are alone in a second room that fills their connections."""
    with servers.running("parlour") as (server, entrance):
        tickets = entrance.tickets(chosen.clients + chosen.readers)
        main = next(iter(entrance.rooms))
        assert isinstance(entrance, servers.Parlour)
        side = entrance.room("Full", range(chosen.clients - 1, chosen.clients + chosen.readers))
        crowd = Crowd(server.port, tickets[: chosen.clients])
        try:
            crowd.settle()
            before = delay.measure(crowd, main, chosen.rate, chosen.seconds)
            return _with_deaf(chosen, server, crowd, Deaf(server, tickets[chosen.clients :]), (main, side), before)
        finally:
            crowd.close()


def _with_deaf(
    chosen: Namespace, server: Server, crowd: Crowd, deaf: Deaf, rooms: tuple[int, int], before: delay.Seen
) -> Cost:
    try:
        memory = server.memory
        kernel = deaf.stall(crowd, rooms[1])
        start = time.monotonic()
        during = delay.measure(crowd, rooms[0], chosen.rate, chosen.seconds)
        each = (server.memory - memory) / chosen.readers
        closed = deaf.wait_until_closed(crowd, start + CLOSED_WITHIN)
        return Cost(before, during, each, kernel, closed, time.monotonic() - start)
    finally:
        deaf.close()


class Deaf:
    """Clients that come in, and read nothing from then on."""

    def __init__(self, server: Server, tickets: list[Ticket]) -> None:
        self._server = server
        self._members: list[Connection] = []
        Arrivals(lambda _: Connection(server.port, buffer=BUFFER)).let_in(tickets, self._members)
        self._open = server.connections

    def stall(self, crowd: Crowd, room: int) -> float:
        """Have one who is in their room write until the kernel takes in no more; return what it holds for each, in KiB.

        From there on what the server does not drop it would have to keep itself.
        """
        writer, deadline = crowd.members[-1], time.monotonic() + FILL_LIMIT
        writer.awaits_acks, most, full, sent = True, 0, 0, 0
        while full < FULL_AFTER and time.monotonic() < deadline:
            acks, text = writer.acks, SEND % (sent, room, f"fill-{sent:09d}", FILL)
            writer.send(text.encode())
            while writer.acks == acks and time.monotonic() < deadline:
                crowd.read_all()
            held, sent = self._server.unsent, sent + 1
            full, most = (0, held) if held > most else (full + 1, most)
        writer.awaits_acks = False
        if full < FULL_AFTER:
            raise Stalled(f"after {sent} long messages the kernel still took more; last came {writer.last!r}")
        return most / 1024 / len(self._members)

    def wait_until_closed(self, crowd: Crowd, deadline: float) -> int:
        """Go on reading the others; tell how many connections the server let go."""
        while self._open - self._server.connections < len(self._members) and time.monotonic() < deadline:
            crowd.read_all()
            time.sleep(0.05)
        return self._open - self._server.connections

    def close(self) -> None:
        for member in self._members:
            member.close()


def _text(chosen: Namespace, found: list[Cost]) -> str:
    title = (
        f"**{chosen.readers} clients that never read, beside {chosen.clients:,} that do**, {chosen.rate} messages a"
        " second, delays of the others in milliseconds"
    )
    rows = [
        _row("before", [one.before for one in found]),
        _row("while they do not read", [one.during for one in found]),
    ]
    closed, after = min(one.closed for one in found), median(one.after for one in found)
    each, kernel = median(one.each for one in found), median(one.kernel for one in found)
    note = (
        f"Each who does not read costs the server {each:.0f} KiB of memory (the kernel holds {kernel:,.0f} KiB more"
        " on the way to him).\n"
        f"{closed} of {chosen.readers} were closed by the server, {after:.0f} s after they had stopped."
    )
    return f"{report.about(chosen, title, {'parlour'})}\n\n{report.table(['', *delay.HEADS], rows)}\n\n{note}"


def _row(name: str, runs: list[delay.Seen]) -> list[str]:
    return [name, *delay.cells(runs)]
