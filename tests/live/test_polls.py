"""Polls as they are told: one small event for a vote to who hears the room, the whole to who was away."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from live.house import Caller, House, opened
from world import World

from parlour.security import new_key


@pytest.fixture
async def house(world: World) -> AsyncIterator[House]:
    async with opened(world.store) as made:
        yield made


async def ask(caller: Caller, world: World, **more: Any) -> dict[str, Any]:
    body = {"room": world.room, "key": new_key(), "message": "Lunch?", "options": ["Pizza", "Sushi"]}
    return await caller.ask("create_poll", body | more)


async def choose(caller: Caller, world: World, seq: int, *places: int) -> dict[str, Any]:
    return await caller.ask("vote", {"room": world.room, "seq": seq, "places": list(places)})


async def test_a_vote_is_one_small_event_to_the_members_and_to_nobody_else(house: House, world: World) -> None:
    kit, mira, otto = [await house.caller(person) for person in (world.kit, world.mira, world.otto)]
    seq = (await ask(kit, world))["seq"]
    told = await mira.hear("new_message", seq=seq)
    assert told["poll"] == {"options": [{"text": "Pizza"}, {"text": "Sushi"}]}
    assert await choose(mira, world, seq, 1) == {"ok": True, "id": f"{world.room}:{seq}", "seq": seq, "rev": seq + 1}
    assert await kit.hear("poll_changed") == {
        "room": world.room, "seq": seq, "rev": seq + 1, "was": seq, "votes": [0, 1], "voters": 1,
        "user_id": world.mira.id, "places": [1],
    }  # fmt: skip
    assert (await choose(otto, world, seq, 1))["error"]["code"] == "not_found"
    assert (await kit.ask("close_poll", {"room": world.room, "seq": seq}))["rev"] == seq + 2
    closed = await mira.hear("message_changed", seq=seq)
    assert closed["poll"]["closed"] is True
    assert (await choose(mira, world, seq, 0))["error"]["code"] == "forbidden"
    assert [name for name, _ in otto.heard if name in ("new_message", "poll_changed", "message_changed")] == []


async def test_of_an_anonymous_poll_only_counts_are_told(house: House, world: World) -> None:
    kit, mira = await house.caller(world.kit), await house.caller(world.mira)
    seq = (await ask(kit, world, anonymous=True))["seq"]
    await choose(mira, world, seq, 1)
    heard = await kit.hear("poll_changed")
    assert set(heard) == {"room", "seq", "rev", "was", "votes", "voters"}


async def test_who_was_away_gets_the_whole_message(house: House, world: World) -> None:
    kit = await house.caller(world.kit)
    seq = (await ask(kit, world))["seq"]
    rev = (await choose(kit, world, seq, 0))["rev"]
    mira = await house.caller(world.mira, epoch=house.parlour.epoch, rooms={str(world.room): seq - 1})
    changed = await mira.hear("message_changed", rev=rev)
    assert changed["poll"] == {
        "options": [{"text": "Pizza", "votes": 1, "users": [world.kit.id]}, {"text": "Sushi"}],
        "voters": 1,
    }
    assert mira.find("poll_changed") is None


async def test_what_cannot_be_is_an_answer_and_no_event(house: House, world: World) -> None:
    kit = await house.caller(world.kit)
    seq = (await ask(kit, world))["seq"]
    for more in (
        {"options": ["Pizza"]},
        {"options": [f"{n}" for n in range(11)]},
        {"options": ["Pizza", 7]},
        {"options": ["Pizza", "x" * 101]},
        {"message": "x" * 301},
        {"closes_at": "2020-01-01T00:00:00Z"},
        {"multiple": "yes"},
    ):
        assert (await ask(kit, world, **more))["error"]["code"] == "invalid", more
    for places in ([0, 1], [2], [-1], ["0"], [0] * 11):
        asked = {"room": world.room, "seq": seq, "places": places}
        assert (await kit.ask("vote", asked))["error"]["code"] == "invalid", places
    assert kit.find("poll_changed") is None
