"""The long run: the server is killed again and again while people talk, until enough was delivered.

`bin/faults record [--kills 100] [--deliveries 1000000]` writes what came of it into docs/reliability.md.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import random
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from cluster import Cluster, server_version
from faults.kills import AWAY, Outcome, crash_and_start, judged, kill_and_start
from faults.swarm import Swarm, swarm
from running import Running

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
EVERY = 5  # kills of the server to one of PostgreSQL


async def run(folder: Path, chosen: argparse.Namespace, cluster: Cluster | None) -> Outcome:
    outcome = Outcome()
    place = cluster.dsn(cluster.borrow()) if cluster else ""
    server = Running(folder / "served", "--limits", "off", "--database", place)
    async with swarm(server, folder / "diaries", chosen.people, chosen.rooms) as crowd:
        crowd.begin(chosen.people)
        while len(outcome.recoveries) < chosen.kills or delivered(crowd) < chosen.deliveries:
            await asyncio.sleep(random.uniform(0.2, chosen.pause))
            if cluster and len(outcome.recoveries) % EVERY == 0:
                await crash_and_start(crowd, cluster, outcome)
            await kill_and_start(crowd, outcome)
            print(f"\r{len(outcome.recoveries)} kills, {delivered(crowd):,} deliveries ", end="", flush=True)
        await crowd.end()
    return judged(server, folder / "diaries", crowd.people, outcome, AWAY)


def delivered(crowd: Swarm) -> int:
    return sum(one.deliveries for one in crowd.people)


def text(chosen: argparse.Namespace, outcome: Outcome, seconds: float) -> str:
    """What the page says; counts by kind of fault, all of which ought to be 0."""
    kinds = {"lost": ("durable", "no gaps"), "doubled": ("once", "shown once"), "reordered": ("one order", "own order")}
    counted = {name: sum(fault.promise in kind for fault in outcome.found) for name, kind in kinds.items()}
    other = len(outcome.found) - sum(counted.values())
    back = "PostgreSQL takes connections again to first acknowledgement"
    rows = {
        "SIGKILLs of the server": f"{len(outcome.recoveries):,}",
        **({"SIGKILLs of PostgreSQL": f"{len(outcome.returns):,}"} if outcome.returns else {}),
        "messages acknowledged": f"{outcome.acks:,}",
        "edits and deletions acknowledged": f"{outcome.changes:,}",
        "deliveries": f"{outcome.deliveries:,}",
        **{name: f"{count}" for name, count in counted.items()},
        "any other fault": f"{other}",
        "restart to first acknowledgement, median / 95 of 100 / slowest": spread(outcome.recoveries),
        "of that on the processor, the same": spread(outcome.work),
        **({f"{back}, the same": spread(outcome.returns)} if outcome.returns else {}),
        "length of the run": f"{seconds / 60:.1f} minutes",
    }
    command = " ".join(["bin/faults record", *(f"--{name} {value}" for name, value in vars(chosen).items())])
    table = "\n".join(["| | |", "| --- | --- |", *(f"| {name} | {value} |" for name, value in rows.items())])
    load = f"load average at the end {os.getloadavg()[1]:.1f}"
    return f"`{command}`, {datetime.now(UTC):%Y-%m-%d}, {machine(chosen.database)}, {load}:\n\n{table}\n"


def spread(seconds: Sequence[float]) -> str:
    ordered = sorted(seconds)
    return f"{median(ordered):.2f} / {ordered[int(len(ordered) * 0.95)]:.2f} / {ordered[-1]:.2f} s"


def machine(database: str) -> str:
    cores = len(os.sched_getaffinity(0))
    python = f"{platform.python_implementation()} {platform.python_version()}"
    store = f"SQLite {sqlite3.sqlite_version}" if database == "sqlite" else f"PostgreSQL {server_version()}"
    return f"{cores} cores, Linux {platform.release().split('-')[0]}, {python}, {store}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/faults record", description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--deliveries", type=int, default=1_000_000)
    parser.add_argument("--people", type=int, default=60)
    parser.add_argument("--rooms", type=int, default=4)
    parser.add_argument("--pause", type=float, default=4.0, help="longest wait between two kills, in seconds")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    chosen = parser.parse_args()
    began = time.monotonic()
    cluster = Cluster() if chosen.database == "postgresql" else None
    with tempfile.TemporaryDirectory(prefix="parlour-record-") as folder:
        outcome = asyncio.run(run(Path(folder), chosen, cluster))
    if cluster:
        cluster.remove()
    written = text(chosen, outcome, time.monotonic() - began)
    print("", written, *outcome.found, sep="\n")
    if outcome.found:
        return 1
    markers = re.compile(rf"(<!-- record {chosen.database} -->\n).*?(<!-- end -->)", re.S)
    PAGE.write_text(markers.sub(lambda found: found[1] + written + found[2], PAGE.read_text()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
