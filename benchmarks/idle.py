"""`bin/bench idle`: memory of a server without clients and with clients that say nothing; how fast they come in."""

from __future__ import annotations

import gc
import time
from argparse import Namespace

from benchmarks import report, servers
from benchmarks.crowd import Crowd

AT_ONCE = 500  # clients that are coming in at the same time
CALM = 5.0  # seconds of silence in which the processor's use is taken
HEADS = ["server", "idle, MB", "with the clients, MB", "each client, KB", "clients let in/s", "CPU to let one in, ms"]


def run(chosen: Namespace) -> None:
    """Measure each server once: memory does not waver as speed does."""
    servers.use_last_core()
    gc.disable()
    rows = [[servers.SERVERS[name][0], *_one(name, chosen.clients, chosen.rooms)] for name in chosen.servers]
    where = f", in {chosen.rooms} rooms" if chosen.rooms else ""
    title = f"**{chosen.clients:,} clients that are signed in and silent{where}**, {AT_ONCE} coming in at a time"
    heads = [*HEADS, "core used while nothing happens"]
    text = f"{report.about(chosen, title, set(chosen.servers))}\n\n{report.table(heads, rows)}"
    report.write(f"idle-{chosen.clients}-{chosen.rooms}", text, keep=chosen.write)


def _one(name: str, clients: int, rooms: int) -> list[str]:
    with servers.running(name) as (server, entrance):
        tickets = entrance.tickets(clients, rooms)
        idle, cpu = server.memory, server.cpu
        crowd = Crowd(server.port, tickets, AT_ONCE)
        try:
            came = server.cpu - cpu
            crowd.settle()
            cpu, memory = server.cpu, server.memory
            time.sleep(CALM)
            share = (server.cpu - cpu) / CALM
        finally:
            crowd.close()
    return [
        f"{server.idle * 1.024 / 1000:.0f}",
        f"{memory * 1.024 / 1000:.0f}",
        f"{(memory - idle) / clients * 1.024:.0f}",
        report.number(clients / crowd.took),
        f"{came / clients * 1000:.2f}",
        f"{share:.1%}",
    ]
