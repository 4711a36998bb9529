"""Threads as they are told: a reply and one small event to who hears the room, and to each what he follows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from live.house import Caller, House, opened
from world import World

from parlour import wire
from parlour.security import new_key


@pytest.fixture
async def house(world: World) -> AsyncIterator[House]:
    async with opened(world.store) as made:
        yield made


async def say(caller: Caller, world: World, text: str = "Cake?", **more: Any) -> int:
    answer = await caller.ask("send_message", {"room": world.room, "key": new_key(), "message": text, **more})
    return int(answer["seq"])


def told(caller: Caller) -> list[tuple[str, int, int]]:
    """Event, place and rev of what was told of the room."""
    names = ("new_message", "message_changed", "replies_changed")
    return [(name, one["seq"], one["rev"]) for name, one in caller.heard if name in names]


async def test_a_reply_and_what_it_changes_are_told_to_the_members_and_to_nobody_else(
    house: House, world: World
) -> None:
    kit, mira, otto = [await house.caller(person) for person in (world.kit, world.mira, world.otto)]
    root = await say(kit, world, "A long story. " * 100)
    reply = await say(mira, world, "Go on.", thread=root)
    heard = await kit.hear("replies_changed")
    message = await kit.hear("new_message", seq=reply)
    assert (message["thread"], "also_to_room" in message) == (root, False)
    assert heard == {
        "room": world.room, "seq": root, "rev": root + 2, "was": root,
        "replies": {"count": 1, "at": message["timestamp"], "users": [world.mira.id]},
    }  # fmt: skip
    assert len(wire.encode(heard)) < 200
    await say(mira, world, "And then?", thread=root, also_to_room=True)
    assert (await kit.hear("new_message", message="And then?"))["also_to_room"] is True
    assert (await kit.hear("replies_changed", was=root + 2))["replies"]["count"] == 2
    refused = await otto.ask("send_message", {"room": world.room, "key": new_key(), "message": "x", "thread": root})
    assert refused["error"]["code"] == "not_found"
    assert told(otto) == []


async def test_who_was_away_gets_the_whole_root(house: House, world: World) -> None:
    kit = await house.caller(world.kit)
    root = await say(kit, world, "the beginning")
    held = {"epoch": house.parlour.epoch, "rooms": {str(world.room): root - 1}}
    reply = await say(kit, world, "the end", thread=root)
    mira = await house.caller(world.mira, **held)
    changed = await mira.hear("message_changed", seq=root)
    assert (changed["message"], changed["replies"]["count"], changed["rev"]) == ("the beginning", 1, root + 2)
    assert mira.find("replies_changed") is None
    assert told(mira)[-2:] == [("new_message", reply, reply), ("message_changed", root, root + 2)]
    await say(kit, world, "after all", thread=root)
    assert (await mira.hear("replies_changed"))["was"] == root + 2


async def test_a_deleted_reply_is_told_and_then_its_root(house: House, world: World) -> None:
    kit, mira = await house.caller(world.kit), await house.caller(world.mira)
    root = await say(kit, world)
    reply = await say(kit, world, "hasty", thread=root)
    await kit.ask("delete_message", {"room": world.room, "seq": reply})
    heard = await mira.hear("replies_changed", was=root + 2)
    assert (heard["rev"], heard["replies"]) == (root + 4, None)
    assert told(mira)[-2:] == [("message_changed", reply, root + 3), ("replies_changed", root, root + 4)]
    assert (await mira.hear("message_changed"))["thread"] == root


async def test_all_devices_of_who_follows_are_told_and_no_others(house: House, world: World) -> None:
    kit, other, mira = [await house.caller(person) for person in (world.kit, world.kit, world.mira)]
    root = await say(kit, world)
    reply = await say(mira, world, "one", thread=root)
    state = {"room": world.room, "thread": root, "following": True, "read_seq": root, "unread": 1, "rev": reply + 1}
    for device in (kit, other):
        assert await device.hear("thread_followed") == state
    assert (await mira.hear("thread_followed"))["unread"] == 0
    answer = await kit.ask("read_thread", {"room": world.room, "thread": root, "seq": reply})
    assert answer == {"ok": True, **state, "read_seq": reply, "unread": 0}
    assert (await other.hear("thread_followed", unread=0))["read_seq"] == reply
    answer = await kit.ask("follow_thread", {"room": world.room, "thread": root, "on": False})
    assert (answer["following"], answer["read_seq"]) == (False, 0)
    await other.hear("thread_followed", following=False)
    assert [one["unread"] for name, one in mira.heard if name == "thread_followed"] == [0]


async def test_what_cannot_be_is_an_answer_and_no_event(house: House, world: World) -> None:
    kit, otto = await house.caller(world.kit), await house.caller(world.otto)
    root = await say(kit, world)
    for name, good in {"follow_thread": {"on": True}, "read_thread": {"seq": root}}.items():
        payload = {"room": world.room, "thread": root, **good}
        assert (await otto.ask(name, payload))["error"]["code"] == "not_found"
        for code, wrongs in {
            "not_found": [{"thread": 1}, {"thread": 999}, {"room": 999}],
            "invalid": [{"thread": 0}, {"thread": "1"}, {"room": None}, {next(iter(good)): "x"}],
        }.items():
            for wrong in wrongs:
                assert (await kit.ask(name, payload | wrong))["error"]["code"] == code, (name, wrong)
    for thread in (0, -1, 2**53, "1", [1], True):
        sent = {"room": world.room, "key": new_key(), "message": "x", "thread": thread}
        assert (await kit.ask("send_message", sent))["error"]["field"] == "thread"
    await say(kit, world, "after")
    await kit.hear("new_message", message="after")
    assert not {"thread_followed", "replies_changed"} & {name for name, _ in kit.heard}


async def test_also_to_the_room_means_nothing_without_a_thread(house: House, world: World) -> None:
    kit = await house.caller(world.kit)
    seq = await say(kit, world, "plain", also_to_room=True)
    assert "also_to_room" not in await kit.hear("new_message", seq=seq)
