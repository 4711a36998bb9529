"""A removal races with what the person sends and hears (F35): nothing passes its place, in either direction."""

from __future__ import annotations

import asyncio
import random
import threading
from pathlib import Path

from faults.checker import Database, Row, faults
from faults.kills import Outcome, judged
from faults.swarm import Participant
from running import Running
from sqlalchemy import select
from world import World

from parlour.client import Client
from parlour.errors import NotFound
from parlour.messages.actions import Post, post_messages
from parlour.rooms.membership import join_room, leave_room
from parlour.rooms.models import Message, Room
from parlour.security import new_key
from parlour.store import Tx
from parlour.store.jobs import ThreadJob
from parlour.wire import Sent

ROUNDS = {"sqlite": 1_000, "postgresql": 250}
LIVE_ROUNDS = 60


def stored(tx: Tx) -> Database:
    rows = [
        Row(row.room_id, row.seq, row.rev, row.author_id, row.key, row.kind, row.body)
        for row in tx.execute(select(Message.__table__).order_by(Message.room_id, Message.seq))
    ]
    return Database(rows, {row.id: row.rev for row in tx.execute(select(Room.id, Room.rev))})


def test_nothing_is_added_past_a_removal_in_a_thousand_races(world: World, database: str) -> None:
    """Several sends and the leaving wait for the writer together, in any order; then she comes back."""
    late, rounds = 0, ROUNDS["postgresql" if database else "sqlite"]
    for number in range(rounds):
        sends = [ThreadJob(None, post_messages, Post(world.mira, world.room, new_key(), str(number))) for _ in "abc"]
        leaving = ThreadJob(lambda tx: leave_room(tx, world.mira, world.room))
        answered = race(world, random.sample([*sends, leaving], 4))
        late += answered.count(None)
        world.store.write(lambda tx: join_room(tx, world.mira, code=world.code))
    assert 0 < late < 3 * rounds
    assert faults(world.store.read(stored), {}) == []


def race(world: World, jobs: list[ThreadJob]) -> list[int | None]:
    """Put jobs before the writer from a thread each, while it is held up; return the places that sends got."""
    go_on = threading.Event()
    world.store.writer.put(ThreadJob(lambda _: go_on.wait(10)))
    for job in jobs:
        world.store.writer.put(job)
    go_on.set()
    return [place for job in jobs if job.many is not None for place in [place_of(job)]]


def place_of(job: ThreadJob) -> int | None:
    try:
        sent = job.wait()
    except NotFound:
        return None
    assert isinstance(sent, Sent)
    return sent.seq


async def test_nothing_is_heard_past_a_removal_from_another_device(server: Running, tmp_path: Path) -> None:
    folder = tmp_path / "diaries"
    folder.mkdir()
    names = {name: await asyncio.to_thread(server.guest, f"{name} {new_key()[:5]}") for name in ("kit", "mira")}
    room = await asyncio.to_thread(server.room, names["kit"], "Revolving door", open=False)
    number, code = int(str(room["id"])), str(room["code"])
    people = [Participant(server, token, name, folder) for name, token in names.items()]
    kit, mira = people
    async with Client(server.url, token=names["mira"]) as phone:
        for one in people:
            await one.enter()
        for turn in range(LIVE_ROUNDS):
            await mira.chat.join(code=code)
            await asyncio.gather(
                kit.say(number, f"kit {turn}"),
                mira.say(number, f"mira {turn}"),
                phone.leave(number),
                kit.say(number, f"kit again {turn}"),
            )
        await kit.say(number, "the last word")
        head = (await asyncio.to_thread(server.api, "GET", f"/rooms/{number}", names["kit"])).json()["rev"]
        async with asyncio.timeout(20):
            while kit.heard[number] < head:
                await asyncio.sleep(0.01)
        for one in people:
            await one.leave()
    outcome = judged(server, folder, people, Outcome())
    assert outcome.found == []
    assert outcome.deliveries > 3 * LIVE_ROUNDS
