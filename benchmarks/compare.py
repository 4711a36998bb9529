"""`bin/bench fanout`: the servers in turn, several rounds, each on the same core and under the same load."""

from __future__ import annotations

import gc
from argparse import Namespace
from dataclasses import dataclass
from statistics import median

from benchmarks import fanout, report, servers
from benchmarks.crowd import Crowd


@dataclass(frozen=True)
class Run:
    """One server, one round; memory in KiB, `server` the share of its core that the server used."""

    found: fanout.Fanout
    idle: float
    each: float
    server: float


def run(chosen: Namespace) -> None:
    """Measure every server in every round, one after the other, so that a slow moment of the machine hits all."""
    servers.use_last_core()
    gc.disable()
    runs: dict[str, list[Run]] = {name: [] for name in chosen.servers}
    for turn in range(chosen.rounds):
        for name in chosen.servers:
            gc.collect()
            one = _one(name, chosen.clients, chosen.in_flight, chosen.seconds)
            runs[name].append(one)
            print(f"round {turn + 1} {name}: {one.found.deliveries:,.0f} deliveries/s", flush=True)
    report.write(f"fanout-{chosen.clients}-{chosen.in_flight}", _text(chosen, runs))


def _one(name: str, clients: int, in_flight: int, seconds: float) -> Run:
    with servers.running(name) as (server, entrance):
        crowd = Crowd(server.port, entrance, clients)
        crowd.settle()
        each, cpu = (server.memory - server.idle) / clients, server.cpu
        found = fanout.measure(crowd, entrance.room, in_flight, seconds)
        share = (server.cpu - cpu) / (seconds + fanout.WARM_UP + found.drained)
        crowd.close()
    return Run(found, server.idle, each, share)


def ceiling(chosen: Namespace) -> None:
    """Tell how many deliveries a second can be counted, from a server that does nothing else than send."""
    servers.use_last_core()
    gc.disable()
    with servers.running("blast") as (server, entrance):
        crowd = Crowd(server.port, entrance, chosen.clients)
        found = fanout.measure(crowd, entrance.room, 4, chosen.seconds, copies=64)
        crowd.close()
    print(
        f"{found.deliveries:,.0f} deliveries/s were counted, all arrived: {found.complete}, core used: {found.busy:.0%}"
    )


def _text(chosen: Namespace, runs: dict[str, list[Run]]) -> str:
    ours = median(one.found.deliveries for one in runs.get("parlour", [])) if runs.get("parlour") else 0.0
    rows = [_row(name, found, ours) for name, found in runs.items()]
    heads = ["server", "deliveries/s", "acknowledged messages/s", "Parlour is", "all arrived", "server's core used"]
    heads += ["load's core used", "idle, MB", "each client, KB"]
    title = f"**{chosen.clients:,} clients in one room, {chosen.in_flight} messages in flight**"
    return f"{report.about(chosen, title, set(runs))}\n\n{report.table(heads, rows)}"


def _row(name: str, runs: list[Run], ours: float) -> list[str]:
    deliveries = median(one.found.deliveries for one in runs)
    return [
        servers.SERVERS[name][0],
        report.number(deliveries),
        report.number(median(one.found.messages for one in runs)),
        "" if name == "parlour" or not ours else f"{ours / deliveries:.1f} x",
        "yes" if all(one.found.complete for one in runs) else "**no**",
        f"{median(one.server for one in runs):.0%}",
        f"{median(one.found.busy for one in runs):.0%}",
        f"{median(one.idle for one in runs) / 1000 * 1.024:.0f}",
        f"{median(one.each for one in runs) * 1.024:.0f}",
    ]
