"""Many who come in at once, and what happens in the moment between the look at the table and the seat."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any, NamedTuple

import pytest
from live.house import Caller, House, opened
from world import World, person

from parlour.accounts.changes import note_change
from parlour.accounts.sessions import end_session, session_for
from parlour.live import arrival, reception
from parlour.messages.actions import checked_post, post_messages
from parlour.people.actions import open_direct
from parlour.rooms.membership import join_room, leave_room
from parlour.security import new_key


@pytest.fixture
async def house(world: World) -> AsyncIterator[House]:
    async with opened(world.store) as made:
        yield made


async def do(world: World, act: Any) -> Any:
    return await asyncio.to_thread(world.store.write, act)


async def say(world: World, text: str) -> None:
    post = checked_post(world.kit, world.room, new_key(), text)
    await do(world, lambda tx: post_messages(tx, [post]))


class Look(NamedTuple):
    """`taken`: the table was read; the answer is held back until `go`."""

    taken: threading.Event
    go: threading.Event


@pytest.fixture
def look(monkeypatch: pytest.MonkeyPatch) -> Iterator[Look]:
    held = Look(threading.Event(), threading.Event())

    def slowly(*args: Any) -> Any:
        found = arrival.arrive(*args)
        held.taken.set()
        assert held.go.wait(10)
        return found

    monkeypatch.setattr(reception, "arrive", slowly)
    yield held
    held.go.set()


async def come(house: House, look: Look, token: str) -> Caller:
    """Somebody for whom the table was read, and who is not seated yet."""
    caller = Caller(house.parlour, token)
    assert await asyncio.to_thread(look.taken.wait, 10)
    return caller


async def test_a_session_that_ended_after_the_look_does_not_come_in(house: House, world: World, look: Look) -> None:
    token = house.token(world.mira)
    session = world.store.read(lambda tx: session_for(tx, token))
    assert session is not None
    mira = await come(house, look, token)
    await do(world, lambda tx: end_session(tx, world.mira, session.session))
    look.go.set()
    await mira.until(lambda: mira.refused)
    assert mira.refused["data"]["code"] == "unauthenticated"
    assert house.hub.sessions() == set()


async def test_another_session_of_his_that_ended_changes_nothing(house: House, world: World, look: Look) -> None:
    other = house.token(world.mira)
    session = world.store.read(lambda tx: session_for(tx, other))
    assert session is not None
    mira = await come(house, look, house.token(world.mira))
    await do(world, lambda tx: end_session(tx, world.mira, session.session))
    look.go.set()
    await mira.hear("ready")
    assert mira.find("notice") is None


async def test_who_left_after_the_look_hears_nothing_more(house: House, world: World, look: Look) -> None:
    mira = await come(house, look, house.token(world.mira))
    await do(world, lambda tx: leave_room(tx, world.mira, world.room))
    await say(world, "behind her back")
    look.go.set()
    await mira.hear("me_changed")
    await say(world, "again")
    kit = Caller(house.parlour, house.token(world.kit))
    await kit.hear("ready")
    mira.fetch()
    assert mira.find("new_message") is None
    assert house.hub.here.ids(world.room) == [world.kit.id]


async def test_who_joined_after_the_look_hears_the_room(house: House, world: World, look: Look) -> None:
    otto = await come(house, look, house.token(world.otto))
    await do(world, lambda tx: join_room(tx, world.otto, code=world.code))
    await say(world, "welcome")
    look.go.set()
    await otto.hear("new_message", message="welcome")
    assert [event for event, _ in otto.heard][:2] == ["ready", "me_changed"]


async def test_who_is_written_to_after_the_look_hears_it(house: House, world: World, look: Look) -> None:
    mira = await come(house, look, house.token(world.mira))
    room, _ = await do(world, lambda tx: open_direct(tx, world.kit, [world.mira.id]))
    look.go.set()
    await mira.hear("me_changed")
    post = checked_post(world.kit, room.id, new_key(), "just you")
    await do(world, lambda tx: post_messages(tx, [post]))
    await mira.hear("new_message", message="just you")


async def test_who_left_and_came_again_after_the_look_is_in(house: House, world: World, look: Look) -> None:
    mira = await come(house, look, house.token(world.mira))
    await do(world, lambda tx: leave_room(tx, world.mira, world.room))
    await do(world, lambda tx: join_room(tx, world.mira, code=world.code))
    look.go.set()
    await mira.hear("ready")
    await say(world, "welcome back")
    await mira.hear("new_message", message="welcome back")


async def test_what_was_said_after_the_look_is_heard_once(house: House, world: World, look: Look) -> None:
    mira = await come(house, look, house.token(world.mira))
    await say(world, "meanwhile")
    look.go.set()
    await mira.hear("new_message", message="meanwhile")
    await say(world, "live")
    await mira.hear("new_message", message="live")
    assert [p["message"] for event, p in mira.heard if event == "new_message"] == ["meanwhile", "live"]


async def test_a_change_of_the_person_after_the_look_is_told(house: House, world: World, look: Look) -> None:
    mira = await come(house, look, house.token(world.mira))
    await do(world, lambda tx: note_change(tx, world.mira))
    look.go.set()
    await mira.hear("me_changed")


async def test_who_goes_after_the_look_leaves_no_trace(house: House, world: World, look: Look) -> None:
    mira = await come(house, look, house.token(world.mira))
    mira.session.drop("transport close")
    look.go.set()
    kit = Caller(house.parlour, house.token(world.kit))
    await kit.hear("ready")
    assert house.hub.here.ids(world.room) == [world.kit.id]


async def test_all_who_come_at_once_are_let_in_and_the_strangers_among_them_are_not(
    house: House, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []

    def counting(tx: Any, recovery: Any, asks: Any) -> Any:
        looks.append(len(asks))
        return arrival.arrive(tx, recovery, asks)

    monkeypatch.setattr(reception, "arrive", counting)
    guests = [person(world.store, f"Guest {number}", "guest") for number in range(250)]
    tokens = [house.token(guest) for guest in guests]
    callers = [Caller(house.parlour, token) for token in tokens]
    strangers = [Caller(house.parlour, f"forged {number}") for number in range(30)]
    for guest, caller in zip(guests, callers, strict=True):
        ready = await caller.hear("ready")
        assert (ready["account"]["id"], ready["rooms"]) == (guest.id, [])
    for stranger in strangers:
        await stranger.until(lambda stranger=stranger: stranger.refused)
    assert looks == [100, 100, 80]
    assert len(house.hub.sessions()) == 250


async def test_who_gave_up_in_the_line_costs_no_look(
    house: House, world: World, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await come(house, look, house.token(world.kit))
    callers = [Caller(house.parlour, house.token(world.mira)) for _ in range(3)]
    for caller in callers[:2]:
        caller.session.drop("transport close")
    looks: list[int] = []

    def counting(tx: Any, recovery: Any, asks: Any) -> Any:
        looks.append(len(asks))
        return arrival.arrive(tx, recovery, asks)

    monkeypatch.setattr(reception, "arrive", counting)
    look.go.set()
    await first.hear("ready")
    await callers[2].hear("ready")
    assert looks == [1]
    gone = Caller(house.parlour, house.token(world.mira))
    gone.session.drop("transport close")
    await Caller(house.parlour, house.token(world.mira)).hear("ready")


async def test_two_tabs_of_one_session_come_in_together(house: House, world: World) -> None:
    token = house.token(world.mira)
    tabs = [Caller(house.parlour, token) for _ in range(2)]
    for tab in tabs:
        await tab.hear("ready")
    await say(world, "to both")
    for tab in tabs:
        await tab.hear("new_message", message="to both")


async def test_a_look_that_fails_is_told_and_the_next_one_succeeds(
    house: House, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = house.token(world.mira)
    with monkeypatch.context() as broken:
        broken.setattr(reception, "arrive", lambda *_: 1 / 0)
        failed = Caller(house.parlour, token)
        await failed.until(lambda: failed.refused)
    assert failed.refused["data"]["error"]["code"] == "internal"
    await Caller(house.parlour, token).hear("ready")
