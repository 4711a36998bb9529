"""Quick tests of the promises: docs/reliability.md names them, and the sabotages must not get past them.

Those of P10 are in tests/sio/test_fanout.py.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import Any

import pytest
from live.house import Caller, House, opened
from world import World

from parlour.client import Client
from parlour.client.line import Unanswered
from parlour.client.sequence import Sequence
from parlour.errors import NotFound
from parlour.messages.actions import Post, post_messages
from parlour.messages.editing import delete_message, edit_message
from parlour.messages.reads import changes_since
from parlour.rooms.membership import leave_room
from parlour.rooms.reads import room_for
from parlour.security import new_key
from parlour.store import Tx
from parlour.store.jobs import Job, ThreadJob
from parlour.wire import CaughtUp, Change


def post(world: World, text: str, key: str | None = None) -> Post:
    return Post(world.kit, world.room, key or new_key(), text)


def texts_of(world: World, rev: int = 2) -> list[str]:
    found: CaughtUp = world.store.read(lambda tx: changes_since(tx, world.kit, world.room, rev))
    return [message.message for message in found.messages if message.kind == "message"]


@pytest.fixture
async def house(world: World) -> AsyncIterator[House]:
    async with opened(world.store) as made:
        yield made


# P1


def test_nobody_is_answered_or_told_before_the_commit(world: World) -> None:
    """Whoever is told looks into the database at once, by another connection."""
    seen: list[list[str]] = []
    settle = world.store.writer.publish

    def look_first(jobs: list[Job], events: list[Any]) -> None:
        seen.append(texts_of(world))
        settle(jobs, events)

    world.store.writer.publish = look_first
    world.store.write_many(post_messages, post(world, "durable"))
    assert seen[0] == ["durable"]


# P2


def test_a_retry_is_stored_once_and_answered_with_its_place(world: World) -> None:
    key = new_key()
    first, again = (world.store.write_many(post_messages, post(world, "once", key)) for _ in range(2))
    assert (again.id, again.dup, first.dup) == (first.id, True, False)
    assert texts_of(world) == ["once"]


# P3


async def test_every_member_hears_a_batch_in_the_order_of_its_places(house: House, world: World) -> None:
    kit, mira = await house.caller(world.kit), await house.caller(world.mira)
    posts = [post(world, f"line {number}") for number in range(5)]
    sent = await asyncio.to_thread(world.store.write, lambda tx: post_messages(tx, posts))
    await together(house, world, posts=[post(world, "a"), post(world, "b"), post(world, "c")])
    for caller in (kit, mira):
        await caller.hear("new_message", message="c")
        assert revs(caller) == list(range(sent[0].rev, sent[0].rev + 8))


def revs(caller: Caller) -> list[int]:
    return [payload["rev"] for event, payload in caller.heard if event == "new_message"]


async def together(house: House, world: World, posts: list[Post]) -> None:
    """Have several posts committed as one batch."""
    loop_store = house.parlour.loop_store
    await asyncio.gather(*(loop_store.write_many(post_messages, one) for one in posts))


# P4


def test_who_was_away_is_told_everything_since(world: World) -> None:
    for number in range(3):
        world.store.write_many(post_messages, post(world, str(number)))
    assert texts_of(world, rev=2) == ["0", "1", "2"]
    assert texts_of(world, rev=3) == ["1", "2"]


def test_who_was_away_is_told_what_was_edited_and_deleted_since(world: World) -> None:
    first, second, last = (world.store.write_many(post_messages, post(world, text)) for text in ("one", "two", "three"))
    world.store.write(lambda tx: edit_message(tx, world.kit, world.room, first.seq, "one, but better"))
    world.store.write(lambda tx: delete_message(tx, world.kit, world.room, second.seq))
    found: CaughtUp = world.store.read(lambda tx: changes_since(tx, world.mira, world.room, last.rev))
    told = [(message.seq, message.kind, message.message) for message in found.messages]
    assert told == [(first.seq, "message", "one, but better"), (second.seq, "deleted", "")]


# P5


def test_a_change_that_comes_again_is_not_shown_again() -> None:
    sequence = Sequence(1, 0)
    first = message(1)
    assert sequence.hear(first) == [first]
    assert sequence.hear(first) == []
    assert sequence.fill(CaughtUp(room=1, head=2, messages=[first, message(2)])) == [message(2)]


def message(rev: int) -> Change:
    return Change(f"1:{rev}", 1, rev, rev, f"key-{rev:05}", 1, "Kit", "text", "", "", "message", None)


# P6


class Lossy:
    """A line on which the first answer is lost; it notes what was asked for, in order."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def ask(self, event: str, payload: dict[str, Any], within: float) -> dict[str, Any]:
        self.asked.append(payload["message"])
        await asyncio.sleep(0)
        if len(self.asked) == 1:
            raise Unanswered
        place = len(self.asked)
        return {"ok": True, "id": f"1:{place}", "seq": place, "rev": place, "timestamp": "", "dup": False}


async def test_a_message_waits_for_the_answer_to_the_one_before_it() -> None:
    chat, line = Client("http://127.0.0.1", token="any"), Lossy()
    chat._line = line  # type: ignore[assignment]
    await asyncio.gather(chat.send(1, "first"), chat.send(1, "second"))
    assert line.asked == ["first", "first", "second"]


# P7


async def test_who_left_hears_nothing_of_what_follows_in_the_same_commit(house: House, world: World) -> None:
    kit, mira = await house.caller(world.kit), await house.caller(world.mira)
    loop_store = house.parlour.loop_store
    await asyncio.gather(
        loop_store.write(lambda tx: leave_room(tx, world.mira, world.room)),
        loop_store.write_many(post_messages, post(world, "behind her back")),
    )
    await loop_store.write_many(post_messages, post(world, "and again"))
    await kit.hear("new_message", message="and again")
    await mira.hear("me_changed")
    mira.fetch()
    assert [payload["kind"] for event, payload in mira.heard if event == "new_message"] == ["left"]


def test_who_left_adds_nothing_in_the_same_commit_and_uses_up_no_number(world: World) -> None:
    entered, go_on = threading.Event(), threading.Event()

    def wait(_: Tx) -> None:
        entered.set()
        go_on.wait(10)

    stall = ThreadJob(wait)
    world.store.writer.put(stall)
    assert entered.wait(10)
    leaving = ThreadJob(lambda tx: leave_room(tx, world.mira, world.room))
    late = ThreadJob(None, post_messages, Post(world.mira, world.room, new_key(), "too late"))
    own = ThreadJob(None, post_messages, post(world, "in time"))
    for job in (leaving, late, own):
        world.store.writer.put(job)
    go_on.set()
    leaving.wait()
    with pytest.raises(NotFound):
        late.wait()
    assert own.wait().rev == 4  # made 1, joined 2, left 3
    assert world.store.read(lambda tx: room_for(tx, world.kit, world.room)).rev == 4
