"""What takes minutes: more kills, restarts under load, a restore, slow lines, freezes, PostgreSQL that hangs.

`bin/faults nightly`.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from cluster import Cluster
from faults.checker import growth, size_of
from faults.kills import AWAY, Outcome, crash_and_start, judged, run_under_kills
from faults.swarm import Swarm, swarm
from running import Running
from talking import Talker, talker

from parlour.client import Client, Reset
from parlour.security import new_key

FROZEN = 10.0  # seconds
HUNG = 30.0


async def test_sixty_kills_lose_nothing(tmp_path: Path) -> None:
    """F1."""
    server = Running(tmp_path / "served", "--limits", "off")
    outcome = await run_under_kills(server, tmp_path / "diaries", 60)
    assert outcome.found == []
    assert sorted(outcome.recoveries)[30] < 2.0  # nothing else runs by night


async def test_clean_restarts_under_load_lose_nothing_and_are_quick(tmp_path: Path) -> None:
    """F4: SIGTERM, with 200 people talking."""
    server, outcome = Running(tmp_path / "served", "--limits", "off"), Outcome()
    async with swarm(server, tmp_path / "diaries", people=200) as crowd:
        crowd.begin(40, pause=0.5)
        for _ in range(3):
            await crowd.first_ack(time.monotonic())
            began = time.monotonic()
            assert await asyncio.to_thread(server.stop) == -signal.SIGTERM  # closed in order, then ended by it
            assert time.monotonic() - began < 10
            await asyncio.to_thread(server.start)
        await crowd.first_ack(time.monotonic())
        await crowd.end()
    assert judged(server, tmp_path / "diaries", crowd.people, outcome).found == []


async def test_after_a_restore_everybody_is_told_to_forget(tmp_path: Path) -> None:
    """F18: an old copy comes back under another epoch; what was said since is gone, and nobody goes on showing it."""
    server = Running(tmp_path / "served", "--limits", "off")
    async with Client(server.url, username="Kit") as kit:
        room = int(str((await asyncio.to_thread(server.room, str(kit.token)))["id"]))
        await kit.send(room, "kept")
        await asyncio.to_thread(server.stop)
        shutil.copytree(server.data, tmp_path / "copy")
        await asyncio.to_thread(server.start)
        await kit.send(room, "lost by the restore")
        await asyncio.to_thread(server.stop)
        shutil.rmtree(server.data)
        shutil.copytree(tmp_path / "copy", server.data)
        other_epoch(server.data / "parlour.db")
        await asyncio.to_thread(server.start)
        async with asyncio.timeout(60):
            async for change in kit.changes():
                if isinstance(change, Reset):
                    break
        assert [message.message for message in await kit.history(room)][-1] == "kept"
        sent = await kit.send(room, "another one at that place")
        assert sent.seq == 3
    server.stop()


def other_epoch(database: Path) -> None:
    """What every restore does."""
    connection = sqlite3.connect(database)
    with connection:
        connection.execute("UPDATE fact SET value = ? WHERE name = 'epoch'", [new_key()])
    connection.close()


async def test_a_frozen_server_wakes_and_nobody_has_lost_anything(tmp_path: Path) -> None:
    """F29: SIGSTOP for ten seconds, three times."""
    server = Running(tmp_path / "served", "--limits", "off")
    async with swarm(server, tmp_path / "diaries", people=10) as crowd:
        crowd.begin(10, pause=0.05)
        for _ in range(3):
            await crowd.first_ack(time.monotonic())
            server.process.send_signal(signal.SIGSTOP)
            await asyncio.sleep(FROZEN)
            server.process.send_signal(signal.SIGCONT)
        await crowd.first_ack(time.monotonic())
        await crowd.end()
    assert judged(server, tmp_path / "diaries", crowd.people, Outcome()).found == []


async def test_crashes_of_postgresql_lose_nothing_and_it_goes_on_at_once(own_cluster: Cluster, tmp_path: Path) -> None:
    """F14: SIGKILL of the postmaster; what counts is the time from when it takes connections again."""
    name, outcome = own_cluster.borrow(), Outcome()
    server = Running(tmp_path / "served", "--limits", "off", "--database", own_cluster.dsn(name))
    async with swarm(server, tmp_path / "diaries", people=16) as crowd:
        crowd.begin(16)
        for _ in range(10):
            await crowd.first_ack(time.monotonic())
            await crash_and_start(crowd, own_cluster, outcome)
        await crowd.end()
    assert judged(server, tmp_path / "diaries", crowd.people, outcome, AWAY).found == []
    assert max(outcome.returns) < 2
    own_cluster.give_back(name)


async def test_a_postgresql_that_hangs_costs_retries_and_nothing_else(own_cluster: Cluster, tmp_path: Path) -> None:
    """F15: SIGSTOP of the postmaster and its backends for half a minute."""
    name = own_cluster.borrow()
    server = Running(tmp_path / "served", "--limits", "off", "--database", own_cluster.dsn(name))
    async with swarm(server, tmp_path / "diaries", people=10) as crowd, stranger(server, crowd) as watch:
        crowd.begin(10, pause=0.05)
        await crowd.first_ack(time.monotonic())
        before, sockets = size_of(server.process.pid), [one.chat._line._socket for one in crowd.people]
        with own_cluster.frozen():
            await refusals(watch, crowd, HUNG)
            assert growth(before, size_of(server.process.pid), descriptors=10, memory=10_000) == []
        assert await first_answer(watch, crowd) < 3
        assert [one.chat._line._socket for one in crowd.people] == sockets  # nobody had to come back
        await crowd.first_ack(time.monotonic())
        await crowd.end()
        assert growth(before, size_of(server.process.pid), descriptors=10, memory=10_000) == []
    assert judged(server, tmp_path / "diaries", crowd.people, Outcome(), AWAY).found == []
    own_cluster.give_back(name)


@asynccontextmanager
async def stranger(server: Running, crowd: Swarm) -> AsyncIterator[Talker]:
    """Somebody without a diary, in the first room: he asks once and takes the first answer."""
    token = await asyncio.to_thread(server.guest, f"watch {new_key()[:4]}")
    async with talker(server, token) as watch:
        assert (await watch.ask("join", room=crowd.rooms[0]))["ok"]
        yield watch


async def refusals(watch: Talker, crowd: Swarm, seconds: float) -> None:
    """For so long whoever says something is told within his patience to try again."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert (await watch.say(crowd.rooms[0], "anybody?"))["error"]["code"] == "retry"
        await asyncio.sleep(0.1)


async def first_answer(watch: Talker, crowd: Swarm) -> float:
    """Ask until it is done; return the seconds it took."""
    began = time.monotonic()
    while not (await watch.say(crowd.rooms[0], "back"))["ok"]:
        await asyncio.sleep(0.02)
    return time.monotonic() - began


@pytest.fixture
def slow_line() -> Iterator[str]:
    """A network of its own with a line of 256 kbit/s; only root can make one."""
    assert os.geteuid() == 0, "the slow line needs a network namespace: run the nightly set as root"
    name = f"parlour-{os.getpid()}"
    for command in (
        f"ip netns add {name}",
        f"ip -n {name} link set lo up",
        f"ip netns exec {name} tc qdisc add dev lo root tbf rate 256kbit burst 16kb latency 400ms",
    ):
        subprocess.run(command.split(), check=True)
    yield name
    subprocess.run(["ip", "netns", "delete", name], check=True)


def test_readers_on_a_slow_line_get_everything_in_order(slow_line: str, tmp_path: Path) -> None:
    """F22: the whole test runs again inside the slow network."""
    inside = ["ip", "netns", "exec", slow_line, sys.executable, "-m", "faults.slow", str(tmp_path)]
    tests = Path(__file__).parents[1]
    done = subprocess.run(inside, env={**os.environ, "PYTHONPATH": str(tests)}, timeout=300, check=False)
    assert done.returncode == 0
