"""Reactions as they are told: one small event to who hears the room, the whole message to who was away or is behind."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from live.house import Caller, House, opened
from world import World

from parlour import wire
from parlour.security import new_key

THUMB = "\U0001f44d"


@pytest.fixture
async def house(world: World) -> AsyncIterator[House]:
    async with opened(world.store) as made:
        yield made


async def say(caller: Caller, world: World, text: str = "Cake in the kitchen") -> int:
    return (await caller.ask("send_message", {"room": world.room, "key": new_key(), "message": text}))["seq"]


async def react(caller: Caller, world: World, seq: int, *, on: bool = True, emoji: str = THUMB) -> dict[str, Any]:
    return await caller.ask("react", {"room": world.room, "seq": seq, "emoji": emoji, "on": on})


def told(caller: Caller) -> list[tuple[str, int, int]]:
    """Event, place and rev of what was told of the room."""
    names = ("new_message", "message_changed", "reaction_changed")
    return [(name, one["seq"], one["rev"]) for name, one in caller.heard if name in names]


async def test_a_reaction_is_one_small_event_to_the_members_and_to_nobody_else(house: House, world: World) -> None:
    kit, mira, otto = [await house.caller(person) for person in (world.kit, world.mira, world.otto)]
    seq = await say(kit, world)
    await mira.hear("new_message", seq=seq)
    answer = await react(mira, world, seq)
    assert answer == {"ok": True, "id": f"{world.room}:{seq}", "seq": seq, "rev": seq + 1}
    heard = await kit.hear("reaction_changed")
    assert heard == {
        "room": world.room, "seq": seq, "rev": seq + 1, "was": seq, "user_id": world.mira.id, "username": "Mira",
        "emoji": THUMB, "on": True,
    }  # fmt: skip
    assert len(wire.encode(heard)) < 200
    await react(mira, world, seq, on=False)
    assert (await kit.hear("reaction_changed", on=False))["was"] == seq + 1
    assert told(kit) == [
        ("new_message", seq, seq),
        ("reaction_changed", seq, seq + 1),
        ("reaction_changed", seq, seq + 2),
    ]
    assert (await react(otto, world, seq))["error"]["code"] == "not_found"
    assert told(otto) == []


async def test_the_same_reaction_twice_is_one_event(house: House, world: World) -> None:
    kit, mira = await house.caller(world.kit), await house.caller(world.mira)
    seq = await say(kit, world)
    assert (await react(mira, world, seq)) == (await react(mira, world, seq))
    await say(kit, world, "after")
    await mira.hear("new_message", message="after")
    assert [name for name, *_ in told(mira)] == ["new_message", "reaction_changed", "new_message"]


async def test_who_was_away_gets_the_whole_message(house: House, world: World) -> None:
    kit = await house.caller(world.kit)
    first, second = await say(kit, world, "one"), await say(kit, world, "two")
    held = {"epoch": house.parlour.epoch, "rooms": {str(world.room): first - 1}}
    rev = (await react(kit, world, first))["rev"]
    mira = await house.caller(world.mira, **held)
    changed = await mira.hear("message_changed")
    assert (changed["seq"], changed["rev"], changed["message"]) == (first, rev, "one")
    assert changed["reactions"] == [{"emoji": THUMB, "users": [world.kit.id]}]
    assert mira.find("reaction_changed") is None
    assert told(mira)[-1] == ("message_changed", first, rev)
    assert second in [seq for _, seq, _ in told(mira)]


async def test_who_comes_from_the_table_into_the_middle_is_told_no_small_change_of_what_he_was_not_told(
    house: House, world: World
) -> None:
    """The table has moved the message on, past what a page of it and the memory of the room hold apart."""
    kit = await house.caller(world.kit)
    first = await say(kit, world, "one")
    for n in range(300):  # more than the room's memory, and more than a page of the table
        await say(kit, world, f"line {n}")
    rev = (await react(kit, world, first))["rev"]
    held = {"epoch": house.parlour.epoch, "rooms": {str(world.room): first - 1}}
    mira = await house.caller(world.mira, **held)
    assert (await mira.hear("message_changed", rev=rev))["message"] == "one"
    await react(kit, world, first, on=False)
    assert (await mira.hear("reaction_changed"))["was"] == rev


async def test_what_cannot_be_is_an_answer_and_no_event(house: House, world: World) -> None:
    kit = await house.caller(world.kit)
    seq = await say(kit, world)
    refused = {
        "invalid": [
            {"emoji": "nice"},
            {"emoji": ""},
            {"emoji": "x" * 10_000},
            {"emoji": 7},
            {"on": "yes"},
            {"seq": "1"},
        ],
        "not_found": [{"seq": 999}, {"room": 999}],
        "forbidden": [{"seq": 1}],
    }
    good = {"room": world.room, "seq": seq, "emoji": THUMB, "on": True}
    for code, payloads in refused.items():
        for payload in payloads:
            assert (await kit.ask("react", good | payload))["error"]["code"] == code, payload
    await say(kit, world, "after")
    await kit.hear("new_message", message="after")
    assert kit.find("reaction_changed") is None
