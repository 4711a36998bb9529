"""Runs under SIGKILL: a swarm talks while its server dies and comes back, and the judge looks at what is left."""

from __future__ import annotations

import asyncio
import os
import random
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cluster import Cluster
from faults.checker import Fault, complaints, faults
from faults.diary import entries
from faults.evidence import database_in
from faults.swarm import Participant, Swarm, swarm
from running import Running

AWAY = ["event=commit_failed", "event=read_failed", "event=write_failed"]  # said while PostgreSQL is not there


@dataclass
class Outcome:
    """What came of a run; seconds to the first answer after each kill, of the server and of PostgreSQL."""

    acks: int = 0
    changes: int = 0
    deliveries: int = 0
    recoveries: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)  # of the processor that the server took until then, in seconds
    returns: list[float] = field(default_factory=list)
    found: list[Fault] = field(default_factory=list)


async def kill_and_start(crowd: Swarm, outcome: Outcome) -> None:
    """SIGKILL, start, and the time from there to the first answer."""
    await asyncio.to_thread(crowd.server.kill)
    began = time.monotonic()
    await back(crowd, crowd.server.start)
    outcome.recoveries.append(time.monotonic() - began)
    outcome.work.append(processor_of(crowd.server))


async def crash_and_start(crowd: Swarm, cluster: Cluster, outcome: Outcome) -> None:
    """SIGKILL of PostgreSQL and of nothing else; then it comes back, and the time from there to the first answer."""
    await asyncio.to_thread(cluster.crash)
    outcome.returns.append(await back(crowd, cluster.start))


async def back(crowd: Swarm, start: Callable[[], None]) -> float:
    """Start what was killed; return the seconds from when it was up to the first answer after that.

    Answers from before the kill may still be waiting to be read: while it starts none is counted.
    """
    await asyncio.to_thread(start)
    return await crowd.first_ack(time.monotonic())


def processor_of(server: Running) -> float:
    """Return the seconds of the processor that a server has used, whatever else the machine has to do."""
    fields = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def run_under_kills(server: Running, folder: Path, kills: int, people: int = 16, rooms: int = 2) -> Outcome:
    """Kill the server so many times at random moments while everybody talks."""
    outcome = Outcome()
    async with swarm(server, folder, people, rooms) as crowd:
        crowd.begin(people)
        for _ in range(kills):
            await asyncio.sleep(random.uniform(0.2, 1.0))
            await kill_and_start(crowd, outcome)
        await crowd.end()
    return judged(server, folder, crowd.people, outcome)


def judged(
    server: Running, folder: Path, people: Sequence[Participant], outcome: Outcome, expected: Sequence[str] = ()
) -> Outcome:
    """Stop the server and look at everything."""
    server.stop()
    diaries = {path.stem: list(entries(path)) for path in sorted(folder.glob("*.jsonl"))}
    place = place_of(server)
    outcome.found = faults(database_in(place), diaries) + complaints(server.errors(), expected) + damage(place)
    outcome.acks = sum(one.acked for one in people)
    outcome.changes = sum(one.changed for one in people)
    outcome.deliveries = sum(one.deliveries for one in people)
    return outcome


def place_of(server: Running) -> str:
    """Where its data is: the DSN it was started with, or its file."""
    dsn = next((flag for flag in server.flags if "://" in flag), None)
    return dsn or str(server.data / "parlour.db")


def damage(place: str) -> list[Fault]:
    """What SQLite itself finds wrong with its file; PostgreSQL has no such question."""
    if "://" in place:
        return []
    connection = sqlite3.connect(place)
    try:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
    finally:
        connection.close()
    return [Fault("durable", line) for line in found if line != "ok"]
