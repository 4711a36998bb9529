"""`bin/bench idle`: memory of a server without clients and with clients that say nothing; how fast they come in."""

from __future__ import annotations

import time
from argparse import Namespace

from benchmarks import report, servers
from benchmarks.crowd import Crowd


def run(chosen: Namespace) -> None:
    """Measure each server once: memory does not waver as speed does."""
    servers.use_last_core()
    rows = [[servers.SERVERS[name][0], *_one(name, chosen.clients)] for name in chosen.servers]
    heads = ["server", "idle, MB", f"with {chosen.clients:,} clients, MB", "each client, KB", "clients let in/s"]
    heads.append("core used while nothing happens")
    title = f"**{chosen.clients:,} clients that are signed in and silent**"
    report.write(
        f"idle-{chosen.clients}", f"{report.about(chosen, title, set(chosen.servers))}\n\n{report.table(heads, rows)}"
    )


def _one(name: str, clients: int) -> list[str]:
    with servers.running(name) as (server, entrance):
        start = time.monotonic()
        crowd = Crowd(server.port, entrance, clients, join=False)
        took = time.monotonic() - start
        crowd.settle()
        cpu, memory = server.cpu, server.memory
        time.sleep(5)
        share = (server.cpu - cpu) / 5
        crowd.close()
        each = (memory - server.idle) / clients
    return [
        f"{server.idle * 1.024 / 1000:.0f}",
        f"{memory * 1.024 / 1000:.0f}",
        f"{each * 1.024:.0f}",
        report.number(clients / took),
        f"{share:.1%}",
    ]
