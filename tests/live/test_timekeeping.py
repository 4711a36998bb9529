"""A running server keeps time: messages go out, reminders ring, also what came due while it was down."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from accounts.hand import Hand
from live.house import Caller, opened
from world import World

from parlour.clock import HOUR, rfc3339
from parlour.live import timekeeping
from parlour.messages.actions import checked_post
from parlour.plans.reads import scheduled_of
from parlour.plans.scheduling import schedule_message
from parlour.store import Store


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def store(folder: Path, hand: Hand, database: str) -> Iterator[Store]:
    opened = Store(folder, hand, database=database)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOOK", "AWAY", "FAILED"):
        monkeypatch.setattr(timekeeping, name, 0.02)


async def schedule(caller: Caller, world: World, hand: Hand, **more: Any) -> dict[str, Any]:
    asked = {"room": world.room, "key": "key-00000001", "message": "Good morning", "at": rfc3339(hand.at + HOUR)}
    return await caller.ask("schedule_message", asked | more)


async def test_it_is_posted_at_its_time_to_the_members_and_its_author_is_told(world: World, hand: Hand) -> None:
    async with opened(world.store) as house:
        kit, otto = await house.caller(world.kit), await house.caller(world.otto)
        desk, phone = await house.caller(world.mira), await house.caller(world.mira)
        made = (await schedule(desk, world, hand))["scheduled"]
        assert (made["room"], made["message"], made["at"]) == (world.room, "Good morning", rfc3339(hand.at + HOUR))
        for caller in (desk, phone):
            assert await caller.hear("due_changed") == {}
        hand.forward(HOUR)
        for caller in (kit, desk, phone):
            heard = await caller.hear("new_message", message="Good morning")
            assert (heard["user_id"], heard["key"]) == (world.mira.id, "key-00000001")
        await asyncio.sleep(0.1)
        for caller in (kit, otto):
            caller.fetch()
            assert caller.find("due_changed") is None
        assert len([name for name, _ in kit.heard if name == "new_message"]) == 1
        assert otto.find("new_message") is None


async def test_what_came_due_while_the_server_was_down_goes_out_when_it_is_back(world: World, hand: Hand) -> None:
    post = checked_post(world.mira, world.room, "key-00000001", "Good morning")
    world.store.write(lambda tx: schedule_message(tx, post, hand.at + HOUR))
    hand.forward(5 * HOUR)
    async with opened(world.store) as house:
        kit = await house.caller(world.kit, epoch=house.parlour.epoch, rooms={str(world.room): 2})
        await kit.hear("new_message", message="Good morning")


async def test_a_reminder_rings_in_all_connections_of_its_person_and_is_there_for_who_comes(
    world: World, hand: Hand
) -> None:
    async with opened(world.store) as house:
        kit = await house.caller(world.kit)
        desk, phone = await house.caller(world.mira), await house.caller(world.mira)
        answer = await desk.ask("remind", {"text": "Tea", "at": rfc3339(hand.at + HOUR)})
        rung = answer["reminder"] | {"rang": True}
        hand.forward(HOUR)
        for caller in (desk, phone):
            await caller.hear("due_changed", reminders=[rung])
        later = await house.caller(world.mira)
        assert (later.find("ready") or {})["due"] == {"reminders": [rung]}
        assert ((kit.find("ready") or {})["due"], kit.find("due_changed")) == ({}, None)


async def test_one_that_breaks_is_given_up_and_holds_up_no_other(
    world: World, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = timekeeping.send_due

    def break_one(tx: Any, author: Any, plan: int) -> bool:
        if plan == 1:
            raise ZeroDivisionError
        return real(tx, author, plan)

    monkeypatch.setattr(timekeeping, "send_due", break_one)
    async with opened(world.store) as house:
        mira = await house.caller(world.mira)
        await schedule(mira, world, hand)
        await schedule(mira, world, hand, key="key-00000002", message="Good night")
        hand.forward(HOUR)
        await mira.hear("new_message", message="Good night")
        await mira.until(lambda: any(body.get("unsent") for name, body in mira.heard if name == "due_changed"))
        [kept] = world.store.read(lambda tx: scheduled_of(tx, world.mira))
        assert (kept.message, kept.problem) == ("Good morning", timekeeping.BROKEN)


async def test_it_goes_on_after_it_had_to_be_put_off_or_failed(
    world: World, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []
    real = timekeeping.waiting

    def fail_first(tx: Any) -> Any:
        looks.append(1)
        if len(looks) == 1:
            raise ZeroDivisionError
        if len(looks) == 2:
            raise timekeeping.Unavailable
        return real(tx)

    monkeypatch.setattr(timekeeping, "waiting", fail_first)
    async with opened(world.store) as house:
        mira = await house.caller(world.mira)
        await schedule(mira, world, hand)
        hand.forward(HOUR)
        await mira.hear("new_message", message="Good morning")
        assert len(looks) > 2


async def test_where_nothing_can_be_stored_it_waits_and_goes_out_later(
    world: World, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(world.store) as house:
        mira = await house.caller(world.mira)
        await schedule(mira, world, hand)
        with monkeypatch.context() as full:
            full.setattr("parlour.store.writer.QUEUE_LIMIT", 0)
            hand.forward(HOUR)
            await asyncio.sleep(0.1)
            mira.fetch()
            assert mira.find("new_message") is None
        await mira.hear("new_message", message="Good morning")


async def test_what_cannot_be_is_an_answer(world: World, hand: Hand) -> None:
    async with opened(world.store) as house:
        kit, otto = await house.caller(world.kit), await house.caller(world.otto)
        wrong = ({"at": "soon"}, {"at": rfc3339(hand.at)}, {"message": ""}, {"message": "x" * 10_001}, {"key": "k"})
        for more in wrong:
            assert (await schedule(kit, world, hand, **more))["error"]["code"] == "invalid", more
        assert (await schedule(otto, world, hand))["error"]["code"] == "not_found"
        asked = {"at": rfc3339(hand.at + HOUR), "room": world.room, "seq": 1}
        assert (await otto.ask("remind", asked))["error"]["code"] == "not_found"
        assert (await kit.ask("remind", {"at": rfc3339(hand.at + HOUR)}))["error"]["code"] == "invalid"
