"""Coming back with what one holds: the rest follows, in order, once; or it is said where there is a gap."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from live.house import Caller, House, opened
from world import World

from parlour.messages import reads
from parlour.messages.actions import checked_post, post_messages
from parlour.rooms.actions import create_room
from parlour.rooms.membership import join_room, leave_room
from parlour.security import new_key


@pytest.fixture
async def house(world: World) -> AsyncIterator[House]:
    async with opened(world.store) as made:
        yield made


async def say(world: World, *texts: str, room: int | None = None) -> None:
    """Kit posts without a connection."""
    posts = [checked_post(world.kit, room or world.room, new_key(), text) for text in texts]
    await asyncio.to_thread(world.store.write, lambda tx: post_messages(tx, posts))


def revs(caller: Caller, room: int) -> list[int]:
    return [message["rev"] for event, message in caller.heard if event == "new_message" and message["room"] == room]


def held(house: House, rooms: dict[int, int]) -> dict[str, Any]:
    return {"epoch": house.parlour.epoch, "rooms": {str(room): rev for room, rev in rooms.items()}}


async def test_who_comes_back_with_a_position_hears_what_came_since_and_goes_on(house: House, world: World) -> None:
    await say(world, *[f"line {number}" for number in range(600)])
    mira = await house.caller(world.mira, **held(house, {world.room: 2}))
    await say(world, "live")
    await mira.hear("new_message", message="live")
    assert revs(mira, world.room) == list(range(3, 604))
    ready = mira.find("ready") or {}
    assert (ready["gaps"], ready["rooms"][0]["rev"]) == ([], 602)


async def test_what_was_said_before_the_server_started_follows_too(world: World) -> None:
    await say(world, "line 0", "line 1", "line 2")
    async with opened(world.store) as house:
        mira = await house.caller(world.mira, **held(house, {world.room: 3}))
        await mira.hear("new_message", message="line 2")
        assert revs(mira, world.room) == [4, 5]


async def test_who_is_level_hears_nothing_again(house: House, world: World) -> None:
    await say(world, "old")
    mira = await house.caller(world.mira, **held(house, {world.room: 3}))
    await say(world, "new")
    await mira.hear("new_message", message="new")
    assert revs(mira, world.room) == [4]


async def test_a_position_opens_no_door(house: House, world: World) -> None:
    await say(world, "inside")
    otto = await house.caller(world.otto, **held(house, {world.room: 1, 999: 1}))
    reset = await house.caller(world.otto, epoch="another", rooms={str(world.room): 1})
    kit = await house.caller(world.kit)
    await say(world, "still inside")
    await kit.hear("new_message", message="still inside")
    for caller in (otto, reset):
        caller.fetch()
        assert [event for event, _ in caller.heard] == ["ready"]
        assert (caller.heard[0][1]["rooms"], caller.heard[0][1]["gaps"]) == ([], [])


async def test_a_room_one_was_in_is_heard_no_more(house: House, world: World) -> None:
    await asyncio.to_thread(world.store.write, lambda tx: leave_room(tx, world.mira, world.room))
    await say(world, "behind her back")
    mira = await house.caller(world.mira, **held(house, {world.room: 2}))
    kit = await house.caller(world.kit)
    await say(world, "again")
    await kit.hear("new_message", message="again")
    mira.fetch()
    assert [event for event, _ in mira.heard] == ["ready"]


@pytest.mark.parametrize(("epoch", "rev"), [("another", 3), (None, 3), ("same", 4), ("same", 2**53 - 1)])
async def test_a_position_that_cannot_be_is_reset(house: House, world: World, epoch: str | None, rev: int) -> None:
    await say(world, "old")
    brings = held(house, {world.room: rev}) | ({} if epoch == "same" else {"epoch": epoch})
    mira = await house.caller(world.mira, **brings)
    [gap] = (mira.find("ready") or {})["gaps"]
    assert (gap["room"], gap["head"], gap["limited"], gap["reset"], gap["before"]) == (world.room, 3, True, True, None)
    assert [message["seq"] for message in gap["messages"]] == [1, 2, 3]
    await say(world, "new")
    await mira.hear("new_message", message="new")
    assert revs(mira, world.room) == [4]


async def test_who_is_far_behind_gets_the_newest_page_and_goes_on_live(
    house: House, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reads, "BEHIND_LIMIT", 100)
    await say(world, *[f"line {number}" for number in range(101)])
    mira = await house.caller(world.mira, **held(house, {world.room: 2}))
    [gap] = (mira.find("ready") or {})["gaps"]
    assert (gap["limited"], gap["reset"], gap["before"]) == (True, False, 54)
    assert [message["seq"] for message in gap["messages"]] == list(range(54, 104))
    await say(world, "new")
    await mira.hear("new_message", message="new")
    assert revs(mira, world.room) == [104]


async def test_the_gaps_of_many_rooms_are_bounded_and_say_where_to_page_from(house: House, world: World) -> None:
    rooms = [world.store.write(lambda tx, n=n: create_room(tx, world.kit, f"Room {n:03}")).id for n in range(60)]
    for room in rooms:
        await say(world, *["x" * 1_000] * 5, room=room)
    kit = await house.caller(world.kit, epoch="another", rooms={str(room): 1 for room in rooms})
    gaps = {gap["room"]: gap for gap in (kit.find("ready") or {})["gaps"]}
    assert set(gaps) == set(rooms)
    told = sum(len(m["message"]) + len(m["html"]) for gap in gaps.values() for m in gap["messages"])
    assert 0 < told <= reads.SIZE_LIMIT
    last = gaps[rooms[-1]]
    assert (last["messages"], last["before"], last["head"]) == ([], 7, 6)
    page = world.store.read(lambda tx: reads.messages_before(tx, world.kit, rooms[-1], last["before"]))
    assert [message.seq for message in page] == list(range(1, 7))


async def test_however_much_was_missed_little_of_it_waits_for_a_reader(house: House, world: World) -> None:
    rooms = [world.store.write(lambda tx, n=n: create_room(tx, world.kit, f"Room {n:03}")).id for n in range(20)]
    for room in rooms:
        await say(world, *[f"{number} " + "x" * 900 for number in range(100)], room=room)
    kit = await house.caller(world.kit, **held(house, dict.fromkeys(rooms, 1)))
    most = 0

    def all_there() -> bool:
        nonlocal most
        most = max(most, kit.session.queue.size if kit.session.queue else 0)
        return all(revs(kit, room)[-1:] == [101] for room in rooms)

    await kit.until(all_there)
    assert all(revs(kit, room) == list(range(2, 102)) for room in rooms)
    assert most <= house.parlour.engine.options.high_water + 40_000


async def test_nothing_is_lost_or_doubled_however_coming_back_falls_into_the_talk(house: House, world: World) -> None:
    async def talk() -> None:
        for number in range(150):
            await say(world, f"line {number}")

    talking = asyncio.create_task(talk())
    token, position, callers = house.token(world.mira), 2, []
    while not talking.done():
        mira = Caller(house.parlour, token, held(house, {world.room: position}))
        await mira.hear("ready")
        callers.append((position, mira))
        position = (revs(mira, world.room) or [position])[-1]
    for start, mira in callers:
        await mira.hear("new_message", message="line 149")
        assert revs(mira, world.room) == list(range(start + 1, 153))


async def test_a_room_entered_while_connecting_is_heard_from_there(house: House, world: World) -> None:
    token = house.token(world.otto)
    otto = Caller(house.parlour, token, held(house, {}))
    await asyncio.to_thread(world.store.write, lambda tx: join_room(tx, world.otto, code=world.code))
    await otto.hear("ready")
    await say(world, "welcome")
    await otto.hear("new_message", message="welcome")


@pytest.mark.parametrize(
    "brings",
    [
        {"rooms": []},
        {"rooms": {"x": 1}},
        {"rooms": {"0": 1}},
        {"rooms": {"1": -1}},
        {"rooms": {"1": 2**53}},
        {"rooms": {"1": "2"}},
        {"rooms": {str(room): 1 for room in range(1, 502)}},
        {"epoch": 7},
        {"epoch": "x" * 65},
    ],
)
async def test_what_cannot_be_read_is_refused_with_its_code(house: House, world: World, brings: dict[str, Any]) -> None:
    caller = Caller(house.parlour, house.token(world.kit), brings)
    await caller.until(lambda: caller.refused)
    assert (caller.refused["data"]["code"], caller.refused["data"]["field"]) == ("invalid", next(iter(brings)))
    assert house.hub.sessions() == set()


async def test_catching_up_by_hand_knows_the_epoch(house: House, world: World) -> None:
    await say(world, "old")
    mira = await house.caller(world.mira)
    same = await mira.ask("catch_up", {"room": world.room, "rev": 2, "epoch": house.parlour.epoch})
    assert ([message["rev"] for message in same["messages"]], same["limited"], same["reset"]) == ([3], False, False)
    other = await mira.ask("catch_up", {"room": world.room, "rev": 2, "epoch": "another"})
    assert (len(other["messages"]), other["limited"], other["reset"], other["before"]) == (3, True, True, None)
    ahead = await mira.ask("catch_up", {"room": world.room, "rev": 4})
    assert (ahead["limited"], ahead["reset"]) == (True, True)
