"""The disk fails: it is full (F5), or says EIO once (F8). What was acknowledged is there, and it goes on by itself."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from faults.evidence import database_in
from faults.kills import Outcome, damage, judged
from faults.swarm import Swarm, swarm
from running import Running
from talking import talker

FAILED = "event=commit_failed"
HERE = Path(__file__).parent
MB = 2**20
MIRA = {"username": "Mira", "password": "seven quiet otters"}


def limit_files(server: Running, size: int) -> None:
    """Let no file of the server grow past a size; it may be lifted again while the server runs."""
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


async def test_a_full_disk_refuses_what_it_cannot_store_reads_on_and_recovers_by_itself(tmp_path: Path) -> None:
    server = Running(tmp_path / "served", "--limits", "off")
    async with swarm(server, tmp_path / "diaries", people=4) as crowd:
        crowd.begin(4)
        await crowd.first_ack(time.monotonic())
        token, [room] = str(crowd.people[0].chat.token), crowd.rooms
        limit_files(server, (server.data / "parlour.db-wal").stat().st_size + 40_000)
        async with talker(server, token) as kit:
            assert await first_refusal(kit, room) in ("retry", "storage_full")
            caught_up = await kit.ask("catch_up", room=room, rev=1)
            assert caught_up["ok"]
            read = await asyncio.to_thread(server.api, "GET", f"/rooms/{room}/messages", token)
            assert read.status_code == 200
            assert read.json()["messages"][0]["seq"] == 1
            limit_files(server, resource.RLIM_INFINITY)
            assert (await kit.say(room, "space again"))["ok"]
        await crowd.first_ack(time.monotonic())
        await crowd.end()
    assert without_talker(judged(server, tmp_path / "diaries", crowd.people, Outcome(), [FAILED])) == []


async def first_refusal(kit, room: int) -> str:  # type: ignore[no-untyped-def]
    """Say long things until one is refused."""
    async with asyncio.timeout(30):
        while True:
            answer = await kit.say(room, "long " * 1_000)
            if not answer["ok"]:
                return str(answer["error"]["code"])


def without_talker(outcome: Outcome) -> list[object]:
    """What a plain client of the same person sent is in no diary."""
    return [fault for fault in outcome.found if "nobody sent" not in fault.what]


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    built = tmp_path_factory.mktemp("eio") / "eio.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", str(built), str(HERE / "eio.c"), "-ldl"], check=True)
    return built


@pytest.mark.parametrize("what", ["EIO_WRITE", "EIO_SYNC"])
async def test_a_disk_that_fails_once_costs_a_retry_and_nothing_else(what: str, shim: Path, tmp_path: Path) -> None:
    trigger = tmp_path / "trigger"
    server = Running(tmp_path / "served", "--limits", "off", variables={"LD_PRELOAD": str(shim), what: str(trigger)})
    async with swarm(server, tmp_path / "diaries", people=4) as crowd:
        crowd.begin(4)
        for _ in range(3):
            await crowd.first_ack(time.monotonic())
            trigger.touch()
            await gone(trigger)
        await crowd.first_ack(time.monotonic())
        await asyncio.to_thread(server.kill)
        await asyncio.to_thread(server.start)
        await settled(crowd)
    assert FAILED in server.errors()
    assert judged(server, tmp_path / "diaries", crowd.people, Outcome(), [FAILED]).found == []


async def gone(trigger: Path) -> None:
    async with asyncio.timeout(20):
        while trigger.exists():
            await asyncio.sleep(0.01)


async def settled(crowd: Swarm) -> None:
    await crowd.first_ack(time.monotonic())
    await crowd.end()


@pytest.mark.parametrize("others", ["alone", "readers"])
@pytest.mark.parametrize("what", ["EIO_WRITE", "EIO_SYNC"])
def test_a_connection_is_given_up_where_the_disk_failed_under_it(
    what: str, others: str, shim: Path, folder: Path, tmp_path: Path
) -> None:
    trigger = tmp_path / "trigger"
    command = [sys.executable, "-m", "faults.once", str(folder), str(trigger), others]
    surroundings = {**os.environ, "PYTHONPATH": str(HERE.parent), "LD_PRELOAD": str(shim), what: str(trigger)}
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=60, check=True)
    places = {f"key-0000000{nth}": 1 + nth for nth in (1, 2, 3)}
    assert json.loads(done.stdout) == {"refused": "retry", "another": True, "places": places}
    assert not trigger.exists()
    assert done.stderr.count(FAILED) == 1
    place = str(folder / "parlour.db")
    assert damage(place) == []
    assert {row.key: row.seq for row in database_in(place).rows if row.kind == "message"} == places


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, which can be filled; whoever may not mount one has the tests with a limit of files."""
    disk = tmp_path / "served"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={24 * MB},mode=700", "parlour", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a disk that can be filled: only root can mount one")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


async def test_while_a_disk_fills_messages_wait_and_people_come_in(small_disk: Path, tmp_path: Path) -> None:
    server = Running(small_disk, "--limits", "off", "--disk-reserve", "8")
    assert server.api("POST", "/accounts", **MIRA).status_code == 201
    async with swarm(server, tmp_path / "diaries", people=4) as crowd:
        crowd.begin(4)
        await crowd.first_ack(time.monotonic())
        token, [room] = str(crowd.people[0].chat.token), crowd.rooms
        async with talker(server, token) as kit:
            fill(small_disk, leaving=4 * MB)
            assert await first_refusal(kit, room) == "storage_full"
            for nth in range(5):
                assert await asked(server, "POST", "/guests", username=f"Late {nth}") == 201
                assert await asked(server, "POST", "/sessions", **MIRA) == 201
            fill(small_disk)
            assert await first_refusal(kit, room) == "storage_full"
            assert await asked(server, "GET", f"/rooms/{room}/messages", token) == 200
            (small_disk / "filler").unlink()
            await crowd.first_ack(time.monotonic())
            assert (await kit.say(room, "space again"))["ok"]
        await crowd.end()
    expected = [FAILED, "event=disk_nearly_full"]
    assert without_talker(judged(server, tmp_path / "diaries", crowd.people, Outcome(), expected)) == []
    assert "event=disk_nearly_full" in server.errors()
    assert not any("storage_full" in diary.read_text() for diary in (tmp_path / "diaries").iterdir())  # all were kept


def fill(disk: Path, leaving: int = 0) -> None:
    """Take all of a disk but so many bytes."""
    with (disk / "filler").open("ab", buffering=0) as file, suppress(OSError):
        while (free := free_on(disk)) > leaving:
            file.write(bytes(min(free - leaving, 65_536)))


def free_on(disk: Path) -> int:
    found = os.statvfs(disk)
    return found.f_bavail * found.f_frsize


async def asked(server: Running, method: str, path: str, token: str | None = None, **body: object) -> int:
    answer = await asyncio.to_thread(server.api, method, path, token, **body)
    return answer.status_code
