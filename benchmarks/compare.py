"""`bin/bench fanout`: the servers in turn, several rounds, each on the same core and under the same load."""

from __future__ import annotations

import gc
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from benchmarks import fanout, picture, report, servers
from benchmarks.crowd import Crowd
from benchmarks.servers import Entrance, Server

MANY = 100  # clients; with fewer, what the server needs for itself hides what one of them costs


@dataclass(frozen=True)
class Run:
    """One server, one round; memory in KiB, `server` the share of its core that the server used."""

    found: fanout.Fanout
    idle: float
    each: float
    server: float

    @property
    def cpu(self) -> float:
        """Microseconds of the server's processor for one delivery."""
        return self.server * self.found.took / max(1, self.found.total) * 1e6


def run(chosen: Namespace) -> None:
    """Measure every server in every round, one after the other, so that a slow moment of the machine hits all."""
    servers.use_last_core()
    gc.disable()
    runs: dict[str, list[Run]] = {name: [] for name in chosen.servers}
    for turn in range(chosen.rounds):
        for name in chosen.servers:
            gc.collect()
            with crowded(name, chosen.clients) as (server, entrance, crowd):
                one = once(server, entrance.rooms, crowd, chosen.in_flight, chosen.seconds)
            runs[name].append(one)
            print(f"round {turn + 1} {name}: {line(one.found)}", flush=True)
    report.write(chosen.mark or f"fanout-{chosen.clients}-{chosen.in_flight}", _text(chosen, runs), keep=chosen.write)
    if chosen.write and (chosen.clients, chosen.in_flight) == (1000, 16) and len(runs) > 1:
        _draw(runs)


@contextmanager
def crowded(name: str, clients: int, rooms: int = 1) -> Iterator[tuple[Server, Entrance, Crowd]]:
    """A server with its people in, and quiet."""
    with servers.running(name) as (server, entrance):
        crowd = Crowd(server.port, entrance.tickets(clients, rooms))
        try:
            crowd.settle()
            yield server, entrance, crowd
        finally:
            crowd.close()


def once(server: Server, rooms: dict[int, list[int]], crowd: Crowd, in_flight: int, seconds: float) -> Run:
    each, cpu = (server.memory - server.idle) / len(crowd.members), server.cpu
    found = fanout.measure(crowd, rooms, in_flight, seconds)
    return Run(found, server.idle, each, (server.cpu - cpu) / found.took)


def ceiling(chosen: Namespace) -> None:
    """Tell what the load generator can count at most, from a server that does nothing else than send."""
    servers.use_last_core()
    gc.disable()
    name, copies = ("blast", 64) if chosen.clients >= 100 else ("echo", 1)
    with crowded(name, chosen.clients) as (_, entrance, crowd):
        found = fanout.measure(crowd, entrance.rooms, chosen.in_flight, chosen.seconds, copies)
    print(f"counted at most: {line(found)}, all arrived: {found.complete}, core used: {found.busy:.0%}")


def line(found: fanout.Fanout) -> str:
    return f"{found.deliveries:,.0f} deliveries/s, {found.messages:,.0f} messages/s"


def _draw(runs: dict[str, list[Run]]) -> None:
    rates = {servers.SERVERS[name][0]: median(one.found.deliveries for one in found) for name, found in runs.items()}
    picture.write("fanout", picture.bars("Deliveries a second, 1,000 clients, 16 messages in flight", rates))


def _text(chosen: Namespace, runs: dict[str, list[Run]]) -> str:
    ours = median(one.found.deliveries for one in runs.get("parlour", [])) if runs.get("parlour") else 0.0
    rows = [_row(name, found, ours, chosen.clients) for name, found in runs.items()]
    heads = ["server", "deliveries/s", "acknowledged messages/s", "Parlour is", "all arrived", "server's core used"]
    heads += ["server's CPU a delivery, µs", "load's core used", "idle, MB", "each client, KB"]
    title = f"**{chosen.clients:,} clients in one room, {chosen.in_flight} messages in flight**"
    return f"{report.about(chosen, title, set(runs))}\n\n{report.table(heads, rows)}"


def _row(name: str, runs: list[Run], ours: float, clients: int) -> list[str]:
    deliveries = median(one.found.deliveries for one in runs)
    return [
        servers.SERVERS[name][0],
        report.number(deliveries),
        report.number(median(one.found.messages for one in runs)),
        "" if name == "parlour" or not ours else f"{ours / deliveries:.1f} x",
        "yes" if all(one.found.complete for one in runs) else "**no**",
        f"{median(one.server for one in runs):.0%}",
        f"{median(one.cpu for one in runs):.2f}",
        f"{median(one.found.busy for one in runs):.0%}",
        f"{median(one.idle for one in runs) / 1000 * 1.024:.0f}",
        f"{median(one.each for one in runs) * 1.024:.0f}" if clients >= MANY else "",
    ]
