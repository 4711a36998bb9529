"""The server dies at the worst moments: at random ones (F1), and at each place in the path of a message (F3)."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from faults.kills import Outcome, judged, run_under_kills
from faults.swarm import swarm
from running import Running

from parlour.client import Client
from parlour.failpoints import NAMES
from parlour.security import new_key

KILLS = 10
SETTING_UP = 40  # writes before the first message, at most


async def test_nothing_is_lost_doubled_or_reordered_under_random_kills(tmp_path: Path) -> None:
    server = Running(tmp_path / "served", "--limits", "off")
    outcome = await run_under_kills(server, tmp_path / "diaries", KILLS)
    assert outcome.found == []
    assert outcome.acks > KILLS
    assert outcome.changes > KILLS
    assert outcome.deliveries > outcome.acks
    assert sorted(outcome.recoveries)[KILLS // 2] < 6.0  # a second where nothing else runs; tests share their machine


@pytest.mark.parametrize("place", NAMES)
async def test_nothing_is_lost_when_the_server_dies_at(place: str, tmp_path: Path) -> None:
    server = Running(tmp_path / "served", "--limits", "off", variables={"FAILPOINT": f"{place}@{SETTING_UP}"})
    async with swarm(server, tmp_path / "diaries", people=4, rooms=2) as crowd:
        crowd.begin(4)
        assert await asyncio.to_thread(server.died) == -9
        server.variables.clear()
        await asyncio.to_thread(server.start)
        await crowd.end()
    assert judged(server, tmp_path / "diaries", crowd.people, Outcome()).found == []


async def test_what_was_committed_and_not_answered_is_answered_the_same_by_its_key(tmp_path: Path) -> None:
    server = Running(tmp_path / "served", "--limits", "off", variables={"FAILPOINT": f"after_commit@{SETTING_UP}"})
    async with Client(server.url, username="Kit") as kit:
        room = int(str((await asyncio.to_thread(server.room, str(kit.token)))["id"]))
        sending = asyncio.create_task(until_dup(kit, room))
        assert await asyncio.to_thread(server.died) == -9
        server.variables.clear()
        await asyncio.to_thread(server.start)
        key, seq = await asyncio.wait_for(sending, 30)
        again = await kit.send(room, key, key)
        assert (again.seq, again.dup) == (seq, True)
    server.stop()


async def until_dup(kit: Client, room: int) -> tuple[str, int]:
    """Send until an answer says that the message was stored before; return its key and place."""
    while True:
        key = new_key()
        sent = await kit.send(room, key, key)
        if sent.dup:
            return key, sent.seq
