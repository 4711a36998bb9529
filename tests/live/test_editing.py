"""Edits and deletions as they are told: live, and to whoever was away."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from live.house import Caller, House, opened
from world import World

from parlour.security import new_key

Told = list[tuple[str, int, int, Any]]


@pytest.fixture
async def house(world: World) -> AsyncIterator[House]:
    async with opened(world.store) as made:
        yield made


def told(caller: Caller) -> Told:
    """Event, place, rev and `since` of what was told of the room."""
    names = ("new_message", "message_changed")
    return [(name, one["seq"], one["rev"], one.get("since")) for name, one in caller.heard if name in names]


async def say(caller: Caller, world: World, text: str) -> int:
    return (await caller.ask("send_message", {"room": world.room, "key": new_key(), "message": text}))["seq"]


async def test_an_edit_and_a_deletion_reach_the_members_in_their_turn_and_nobody_else(
    house: House, world: World
) -> None:
    kit, mira, otto = [await house.caller(person) for person in (world.kit, world.mira, world.otto)]
    seq = await say(kit, world, "The kettel is on.")
    edited = await kit.ask("edit_message", {"room": world.room, "seq": seq, "message": "The kettle is on."})
    deleted = await kit.ask("delete_message", {"room": world.room, "seq": seq})
    last = await mira.hear("message_changed", kind="deleted")
    assert (last["message"], last["html"]) == ("", "")
    assert told(mira) == [
        ("new_message", seq, seq, None),
        ("message_changed", seq, edited["rev"], None),
        ("message_changed", seq, deleted["rev"], None),
    ]
    assert (edited["rev"], deleted["rev"]) == (seq + 1, seq + 2)
    assert (await otto.ask("edit_message", {"room": world.room, "seq": seq, "message": "x"}))["error"][
        "code"
    ] == "not_found"
    assert told(otto) == []


async def test_who_was_away_is_told_since_when_a_number_is_missing(house: House, world: World) -> None:
    kit = await house.caller(world.kit)
    first, second, third = [await say(kit, world, text) for text in ("one", "two", "three")]
    edited = await kit.ask("edit_message", {"room": world.room, "seq": first, "message": "one, but better"})
    async with opened(world.store) as other:  # whose memory of the room is empty: it reads the table
        held = {"epoch": other.parlour.epoch, "rooms": {str(world.room): first - 1}}
        mira = await other.caller(world.mira, **held)
        assert (await mira.hear("message_changed"))["message"] == "one, but better"
        assert told(mira) == [
            ("new_message", second, second, first - 1),
            ("new_message", third, third, None),
            ("message_changed", first, edited["rev"], None),
        ]


async def test_a_refused_change_is_an_answer_and_no_event(house: House, world: World) -> None:
    kit, mira = await house.caller(world.kit), await house.caller(world.mira)
    seq = await say(kit, world, "mine")
    for event, payload in (
        ("edit_message", {"room": world.room, "seq": seq, "message": "ours"}),
        ("delete_message", {"room": world.room, "seq": seq}),
    ):
        assert (await mira.ask(event, payload))["error"]["code"] == "forbidden"
    await say(kit, world, "more")
    await mira.hear("new_message", message="more")
    assert [name for name, *_ in told(mira)] == ["new_message", "new_message"]


async def test_an_answer_names_the_place_it_answers_live_and_from_the_table(house: House, world: World) -> None:
    kit, mira, otto = [await house.caller(person) for person in (world.kit, world.mira, world.otto)]
    seq = await say(kit, world, "Is the kettle on?")
    payload = {"room": world.room, "key": new_key(), "message": "It is.", "reply_to": seq}
    sent = await mira.ask("send_message", payload)
    assert (await kit.hear("new_message", seq=sent["seq"]))["reply_to"] == seq
    assert "reply_to" not in await kit.hear("new_message", seq=seq)
    assert (await mira.ask("send_message", payload))["dup"]
    for place, code in ((999, "invalid"), ("1", "invalid"), (0, "invalid")):
        refused = await mira.ask("send_message", {**payload, "key": new_key(), "reply_to": place})
        assert (refused["error"]["code"], refused["error"]["field"]) == (code, "reply_to")
    assert told(otto) == []
    async with opened(world.store) as other:  # whose memory of the room is empty: it reads the table
        held = {"epoch": other.parlour.epoch, "rooms": {str(world.room): seq}}
        back = await other.caller(world.kit, **held)
        assert (await back.hear("new_message", seq=sent["seq"]))["reply_to"] == seq
