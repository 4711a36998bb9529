"""Connections that come, go and are ended at the worst of times; who hears what meanwhile."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import Any

import pytest
from live.house import Caller, House, opened
from world import World, person

from parlour.accounts.sessions import end_session, session_for
from parlour.events import AccountChanged
from parlour.live import hub as hubs
from parlour.messages.actions import checked_post, post_messages
from parlour.rooms.actions import rename_room
from parlour.rooms.membership import join_room, leave_room
from parlour.rooms.reading import Reading, mark_read
from parlour.security import new_key
from parlour.wire import Person


@pytest.fixture
async def house(world: World) -> AsyncIterator[House]:
    async with opened(world.store) as made:
        yield made


async def say(world: World, author: Person, text: str) -> Any:
    """Post without a connection, as by HTTP."""
    post = checked_post(author, world.room, new_key(), text)
    return await asyncio.to_thread(world.store.write_many, post_messages, post)


async def do(world: World, act: Any) -> Any:
    return await asyncio.to_thread(world.store.write, act)


@pytest.mark.parametrize("token", [None, "forged", "", 7, {"$gt": ""}])
async def test_who_is_not_signed_in_is_refused_and_leaves_no_trace(house: House, token: object) -> None:
    caller = Caller(house.parlour, token, cookie="parlour=forged; other=1")
    await caller.until(lambda: caller.refused)
    assert caller.refused["data"]["code"] == "unauthenticated"
    assert house.hub.sessions() == set()


@pytest.mark.parametrize(
    ("address", "ours", "other"),
    [("", "parlour", "__Host-parlour"), ("https://chat.example.org", "__Host-parlour", "parlour")],
)
async def test_only_the_cookie_of_this_address_lets_a_browser_in(
    world: World, address: str, ours: str, other: str
) -> None:
    async with opened(world.store, public_url=address) as house:
        caller = Caller(house.parlour, None, cookie=f"theme=dark; {ours}={house.token(world.kit)}")
        assert (await caller.hear("ready"))["account"]["id"] == world.kit.id
        fixed = Caller(house.parlour, None, cookie=f"{other}={house.token(world.mira)}")
        await fixed.until(lambda: fixed.refused)


@pytest.mark.parametrize("cookie", ["=", ";;", 'parlour="', "a[b]=1; parlour", "\xff=\xff; parlour=\xff", ""])
async def test_a_cookie_that_is_broken_is_none(house: House, cookie: str) -> None:
    caller = Caller(house.parlour, None, cookie=cookie)
    await caller.until(lambda: caller.refused)


async def test_a_session_that_ends_while_connecting_does_not_come_in(house: House, world: World) -> None:
    token = house.token(world.kit)
    session = world.store.read(lambda tx: session_for(tx, token))
    assert session is not None
    for turns in range(0, 60, 4):
        caller = Caller(house.parlour, token)
        for _ in range(turns):
            await asyncio.sleep(0)
        if turns == 56:
            await do(world, lambda tx: end_session(tx, world.kit, session.session))
    await caller.until(lambda: caller.refused or caller.session.closed)
    await asyncio.sleep(0.05)
    assert house.hub.sessions() == set()
    await say(world, world.mira, "behind the door")
    assert caller.find("new_message") is None


async def test_who_goes_while_connecting_leaves_no_trace(house: House, world: World) -> None:
    token = house.token(world.kit)
    for turns in range(12):
        caller = Caller(house.parlour, token)
        for _ in range(turns):
            await asyncio.sleep(0.0005)
        caller.session.drop("transport close")
    await asyncio.sleep(0.1)
    assert house.hub.sessions() == set()
    assert house.hub.here.count(world.room) in (0, 1)  # here for the grace, if he ever was


async def test_one_of_two_tabs_may_go(house: House, world: World) -> None:
    first, second = await house.caller(world.kit), await house.caller(world.kit)
    first.session.drop("transport close")
    await say(world, world.mira, "still here?")
    await second.hear("new_message", message="still here?")
    assert house.hub.here.ids(world.room) == [world.kit.id]


async def test_a_member_who_left_hears_nothing_more_in_any_tab(house: House, world: World) -> None:
    tabs = [await house.caller(world.mira) for _ in range(2)]
    await do(world, lambda tx: leave_room(tx, world.mira, world.room))
    await say(world, world.kit, "behind her back")
    for tab in tabs:
        await tab.hear("me_changed")
        assert tab.find("new_message", kind="left")
        assert tab.find("new_message", message="behind her back") is None
    assert house.hub.here.ids(world.room) == []
    await do(world, lambda tx: join_room(tx, world.mira, code=world.code))
    await say(world, world.kit, "welcome back")
    for tab in tabs:
        await tab.hear("new_message", message="welcome back")


async def test_a_connection_that_takes_nothing_is_closed_and_the_others_are_told(house: House, world: World) -> None:
    stuck, fine, mira = [await house.caller(who) for who in (world.kit, world.kit, world.mira)]
    many = 1 + house.parlour.engine.options.max_backlog // len('["me_changed",{"rev":1}]')
    for number in range(many):
        house.hub.publish([AccountChanged(world.kit.id, number, world.kit)])
        if number % 1_000 == 0:
            fine.fetch()
    assert stuck.session.closed
    assert not fine.session.closed
    await say(world, world.kit, "all well?")
    for caller in (fine, mira):
        await caller.hear("new_message", message="all well?")


async def test_a_member_opens_the_room_while_nothing_can_be_written(house: House, world: World) -> None:
    mira, otto = await house.caller(world.mira), await house.caller(world.otto)
    held = threading.Event()
    writing = asyncio.ensure_future(do(world, lambda _: held.wait(60)))
    try:
        answer = await mira.ask("join", {"room": world.room})
        assert answer["room"]["id"] == world.room
        assert answer["messages"][-1]["message"] == "Mira joined"
    finally:
        held.set()
        await writing
    assert (await otto.ask("join", {"room": world.room}))["error"]["code"] == "not_found"


async def test_a_new_name_is_told_to_the_room_and_not_outside_it(house: House, world: World) -> None:
    mira, otto = await house.caller(world.mira), await house.caller(world.otto)
    await do(world, lambda tx: rename_room(tx, world.kit, world.room, "Pantry"))
    changed = await mira.hear("room_changed")
    assert (changed["id"], changed["name"], changed["owner_id"]) == (world.room, "Pantry", world.kit.id)
    assert mira.find("new_message", kind="renamed", message="Kit renamed the room to Pantry")
    otto.fetch()
    assert [event for event, _ in otto.heard] == ["ready"]


async def test_an_owner_who_leaves_hands_the_room_over(house: House, world: World) -> None:
    mira = await house.caller(world.mira)
    await do(world, lambda tx: leave_room(tx, world.kit, world.room))
    assert (await mira.hear("room_changed"))["owner_id"] == world.mira.id
    await do(world, lambda tx: leave_room(tx, world.mira, world.room))
    await mira.until(lambda: house.hub.here.count(world.room) == 0)


async def test_reading_is_told_to_the_person_alone(house: House, world: World) -> None:
    kit, mira = await house.caller(world.kit), await house.caller(world.mira)
    sent = await say(world, world.kit, "news")
    await do(world, lambda tx: mark_read(tx, [Reading(world.mira, world.room, sent.seq)]))
    await mira.hear("me_changed")
    kit.fetch()
    assert kit.find("me_changed") is None


async def test_a_reader_beyond_the_ring_is_brought_up_from_the_table(house: House, world: World) -> None:
    behind, level = await house.caller(world.mira), await house.caller(world.kit)
    text = "x" * 9_000
    for number in range(60):
        await say(world, world.kit, f"{number} {text}")
        level.fetch()
    await behind.hear("new_message", message=f"59 {text}")
    for caller in (behind, level):
        said = [
            p["message"].split()[0] for event, p in caller.heard if event == "new_message" and p["kind"] == "message"
        ]
        assert said == [str(number) for number in range(60)]


async def test_who_is_far_behind_gets_the_newest_page(house: House, world: World) -> None:
    mira = await house.caller(world.mira)
    posts = [checked_post(world.kit, world.room, new_key(), f"line {number}") for number in range(1_010)]
    await do(world, lambda tx: post_messages(tx, posts))
    answer = await mira.ask("catch_up", {"room": world.room, "rev": 0})
    assert (answer["limited"], answer["more"], len(answer["messages"])) == (True, False, 50)
    assert answer["messages"][-1]["message"] == "line 1009"
    near = await mira.ask("catch_up", {"room": world.room, "rev": answer["head"] - 300})
    assert (near["limited"], near["more"], len(near["messages"])) == (False, True, 200)
    ahead = await mira.ask("catch_up", {"room": world.room, "rev": answer["head"] + 1})
    assert ahead["limited"] is True


async def test_goodbyes_are_spread(house: House, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubs, "BACK_PER_SECOND", 1)
    callers = [await house.caller(world.kit) for _ in range(3)]
    house.hub.say_goodbye()
    waits = sorted([(await caller.hear("notice", code="restarting"))["retry_after"] for caller in callers])
    assert waits == [1, 2, 3]


async def test_a_crowd_is_counted_and_not_named(house: House, world: World) -> None:
    guests = [person(world.store, f"Guest {number}", "guest") for number in range(201)]
    kit = await house.caller(world.kit)
    for guest in guests:
        house.hub.here.enter(world.room, guest)
    crowd = await kit.hear("update_user_list", count=202)
    assert crowd["users"] == []
    assert kit.find("user_joined", user_id=guests[0].id) is not None
    assert kit.find("user_joined", user_id=guests[-1].id) is None
    answer = await kit.ask("join", {"room": world.room})
    assert (answer["room"]["online"], len(answer["members_online"])) == (202, 200)
    house.hub.here.leave(world.room, guests[-1])
    house.hub.here.leave(world.room, guests[-1])
    house.hub.here.leave(world.room, guests[-2])
    await kit.hear("user_left", user_id=guests[-2].id)


async def test_a_person_is_shown_by_the_name_he_has_now(house: House, world: World) -> None:
    mira = await house.caller(world.mira)
    await house.caller(world.kit)
    await mira.hear("update_user_list", count=2)
    house.hub.here.rename(Person(world.kit.id, "Kit the Cook", "owner"))
    await mira.until(
        lambda: mira.heard[-1][0] == "update_user_list" and mira.heard[-1][1]["users"][1]["role"] == "owner"
    )
