"""`bin/bench storm`: the server is killed under its clients, and all of them come back in the same moment."""

from __future__ import annotations

import gc
import json
import time
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any

from benchmarks import report, servers
from benchmarks.arrivals import SID, Arrivals, Ticket
from benchmarks.connection import Connection, Stalled
from benchmarks.crowd import Crowd, source
from benchmarks.idle import AT_ONCE

BEHIND = 5  # messages that were said in each room while they were gone
PATIENCE = 30.0  # seconds for one message to all of them afterwards
HEADS = ["round", "all are level after, s", "half are, s", "99 of 100 are, s", "server's CPU for each, ms"]
MORE = ["server's core used", "load's core used", "the next message is with all after, s"]


@dataclass(frozen=True)
class Return(Ticket):
    """Somebody who says what he holds: he is level when the last message of each of his rooms has come."""

    held: dict[str, object] = field(default_factory=dict)
    last: tuple[bytes, ...] = ()

    def steps(self) -> Iterator[tuple[bytes, tuple[bytes, ...]]]:
        yield b"", SID
        yield b"40" + json.dumps(self.auth | self.held).encode(), (b"40{", self.greeting, *self.last)


class Storm(Arrivals):
    """All of them in the same moment; `level` are the seconds after which each was."""

    def __init__(self, port: int, clients: int) -> None:
        super().__init__(lambda number: Connection(port, source(number)), clients)
        self.members: list[Connection] = []
        self.level: list[float] = []

    def rage(self, tickets: list[Ticket]) -> None:
        self._start = time.monotonic()
        self.let_in(tickets, self.members)

    def _go_on(self, file: int) -> None:
        super()._go_on(file)
        if file not in self._coming:
            self.level.append(time.monotonic() - self._start)


def run(chosen: Namespace) -> None:
    """Kill the server and let everybody come back, several times."""
    servers.use_last_core()
    gc.disable()
    with servers.running("parlour") as (server, entrance):
        assert isinstance(entrance, servers.Parlour)
        tickets = entrance.tickets(chosen.clients, chosen.rooms)
        everybody = list(range(chosen.clients))
        entrance.rooms[entrance.room("Everybody", everybody)] = everybody
        before = Crowd(server.port, tickets, AT_ONCE)
        rows = []
        for number in range(chosen.storms):
            row, before = _round(server, entrance, tickets, before)
            rows.append([str(number + 1), *row])
        _close(before)
    title = (
        f"**{chosen.clients:,} clients come back in the same moment after a `kill -9`**, each in two rooms (one with "
        f"everybody, one of {chosen.rooms}), {BEHIND} messages behind in both"
    )
    text = f"{report.about(chosen, title, {'parlour'})}\n\n{report.table([*HEADS, *MORE], rows)}"
    report.write(f"storm-{chosen.clients}", text, keep=chosen.write)


def _round(
    server: servers.Server, entrance: servers.Parlour, tickets: list[Ticket], before: Crowd | Storm
) -> tuple[list[str], Storm]:
    held = _held(entrance)
    server.kill()
    _close(before)
    server.start()
    for room in entrance.rooms:
        for number in range(BEHIND):
            entrance.say(room, f"while you were gone, {number + 1}")
    storm = Storm(server.port, len(tickets))
    returns = _returns(entrance, tickets, held)
    cpu, own = server.cpu, time.process_time()
    storm.rage(returns)
    took, cpu, own = storm.level[-1], server.cpu - cpu, time.process_time() - own
    return [
        f"{took:.1f}",
        f"{median(storm.level):.1f}",
        f"{quantiles(storm.level, n=100)[98]:.1f}",
        f"{cpu / len(tickets) * 1000:.2f}",
        f"{cpu / took:.0%}",
        f"{own / took:.0%}",
        f"{_next(storm, entrance):.2f}",
    ], storm


def _held(entrance: servers.Parlour) -> dict[str, Any]:
    """What everybody holds: the epoch, and the rev of each room."""
    me = entrance.me()
    return {"epoch": me["epoch"], "revs": {room["id"]: room["rev"] for room in me["rooms"]}}


def _returns(entrance: servers.Parlour, tickets: list[Ticket], held: dict[str, Any]) -> list[Ticket]:
    rooms: list[list[int]] = [[] for _ in tickets]
    for room, people in entrance.rooms.items():
        for number in people:
            rooms[number].append(room)
    return [
        Return(
            ticket.auth,
            ticket.greeting,
            held={"epoch": held["epoch"], "rooms": {room: held["revs"][room] for room in mine}},
            last=tuple(b'"%d:%d"' % (room, held["revs"][room] + BEHIND) for room in mine),
        )
        for ticket, mine in zip(tickets, rooms, strict=True)
    ]


def _next(storm: Storm, entrance: servers.Parlour) -> float:
    """Say something to everybody; return the seconds until all have it."""
    start, due = time.monotonic(), sum(member.deliveries for member in storm.members) + len(storm.members)
    entrance.say(list(entrance.rooms)[-1], "good to have you back")
    while sum(member.deliveries for member in storm.members) < due:
        for member in storm.members:
            member.read(answer_pings=True)
        if time.monotonic() - start > PATIENCE:
            raise Stalled("not everybody got the message after the storm")
    return time.monotonic() - start


def _close(before: Crowd | Storm) -> None:
    for member in before.members:
        member.close()
