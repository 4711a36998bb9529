"""What takes minutes: more kills, restarts under load, a restore, slow lines, freezes. `bin/faults nightly`."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from faults.kills import Outcome, judged, run_under_kills
from faults.swarm import swarm
from running import Running

from parlour.client import Client, Reset
from parlour.security import new_key

FROZEN = 10.0  # seconds


async def test_sixty_kills_lose_nothing(tmp_path: Path) -> None:
    """F1."""
    server = Running(tmp_path / "served", "--limits", "off")
    outcome = await run_under_kills(server, tmp_path / "diaries", 60)
    assert outcome.found == []
    assert sorted(outcome.recoveries)[30] < 6.0


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
