"""Drafts: the last change wins in the order of arrival, what was overtaken does not, and nobody else sees them."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import delete
from world import World

from parlour import wire
from parlour.drafts.actions import checked_draft, save_draft
from parlour.drafts.reads import drafts_of, last_drafts
from parlour.errors import Invalid, NotFound, StorageFull
from parlour.events import DraftChanged
from parlour.rooms.actions import create_room
from parlour.rooms.membership import leave_room
from parlour.rooms.models import Room
from parlour.store import Tx
from parlour.wire import DRAFTS_LIMIT, MESSAGE_LIMIT, Person, SaveDraft


def save(
    world: World, actor: Person, text: str, device: str = "desk", nth: int = 1, room: int | None = None
) -> wire.Draft:
    asked = checked_draft(SaveDraft(room or world.room, text, None, device, nth))
    return world.store.write(lambda tx: save_draft(tx, actor, asked))


def held(world: World, actor: Person, after: int = 0) -> list[tuple[int, str]]:
    return [(one.rev, one.message) for one in world.store.read(lambda tx: drafts_of(tx, actor, after))]


def told(world: World, asked: SaveDraft) -> list[DraftChanged]:
    def act(tx: Tx) -> list[DraftChanged]:
        save_draft(tx, world.mira, asked)
        return [fact for fact in tx.events if isinstance(fact, DraftChanged)]

    return world.store.write(act)


def test_the_last_change_wins_and_all_devices_of_its_person_are_told(world: World) -> None:
    save(world, world.mira, "at the desk")
    save(world, world.mira, "on the phone", "phone")
    assert held(world, world.mira) == [(2, "on the phone")]
    [fact] = told(world, SaveDraft(world.room, "again", 7, "desk", 2))
    assert fact == DraftChanged(world.mira.id, wire.Draft(world.room, "again", 3, 7, "desk"))
    assert (held(world, world.mira, 2), held(world, world.mira, 3), held(world, world.kit)) == ([(3, "again")], [], [])
    assert world.store.read(lambda tx: last_drafts(tx, [world.kit.id, world.mira.id])) == {
        world.kit.id: 0,
        world.mira.id: 3,
    }


def test_a_save_that_was_overtaken_does_not_bring_back_what_was_sent(world: World) -> None:
    save(world, world.mira, "sent meanwhile", nth=1)
    save(world, world.mira, "", nth=3)
    assert save(world, world.mira, "sent meanwhile", nth=2) == wire.Draft(world.room, "", 2, None, "desk")
    assert held(world, world.mira) == [(2, "")]
    assert save(world, world.mira, "something new", nth=4).message == "something new"


def test_what_is_so_already_changes_nothing_and_is_not_told(world: World) -> None:
    for asked in (SaveDraft(world.room, "", None, "desk", 1), SaveDraft(world.room, "", None, "", 0)):
        assert told(world, asked) == []
    assert held(world, world.mira) == []
    assert len(told(world, SaveDraft(world.room, "hello"))) == 1
    assert told(world, SaveDraft(world.room, "hello")) == []
    assert len(told(world, SaveDraft(world.room, "hello", 7))) == 1
    assert held(world, world.mira) == [(2, "hello")]


def test_only_in_rooms_that_one_is_in(world: World) -> None:
    with pytest.raises(NotFound):
        save(world, world.otto, "let me in")
    save(world, world.mira, "before I go")
    world.store.write(lambda tx: leave_room(tx, world.mira, world.room))
    assert held(world, world.mira) == []
    with pytest.raises(NotFound):
        save(world, world.mira, "too late", nth=2)


def test_a_draft_is_as_long_as_a_message_and_blank_is_empty(world: World) -> None:
    assert save(world, world.mira, "x" * MESSAGE_LIMIT).message == "x" * MESSAGE_LIMIT
    for text in ("x" * (MESSAGE_LIMIT + 1), "x" * 10_000_000, "nul \x00"):
        with pytest.raises(Invalid):
            save(world, world.mira, text, nth=2)
    assert save(world, world.mira, " \n ", nth=3).message == ""


def test_two_hundred_are_kept_and_the_one_not_touched_for_longest_goes(world: World) -> None:
    rooms = [
        world.store.write(lambda tx, n=n: create_room(tx, world.mira, f"Room {n}")).id for n in range(DRAFTS_LIMIT + 1)
    ]
    for room in rooms[:-1]:
        save(world, world.mira, "begun", room=room)
    save(world, world.mira, "gone on", room=rooms[0], nth=2)
    save(world, world.mira, "one more", room=rooms[-1])
    found = {one.room: one.message for one in world.store.read(lambda tx: drafts_of(tx, world.mira))}
    assert (len(found), rooms[1] in found, found[rooms[0]]) == (DRAFTS_LIMIT, False, "gone on")


def test_a_room_that_goes_takes_its_drafts_along(world: World) -> None:
    room = world.store.write(lambda tx: create_room(tx, world.mira, "Attic")).id
    save(world, world.mira, "begun", room=room)
    world.store.write(lambda tx: tx.execute(delete(Room).where(Room.id == room)))
    assert world.store.read(lambda tx: last_drafts(tx, [world.mira.id])) == {world.mira.id: 0}


def test_on_a_disk_that_is_nearly_full_drafts_only_become_shorter(world: World) -> None:
    save(world, world.mira, "begun")

    def tight(tx: Tx, text: str, nth: int) -> object:
        tx.tight = True
        return save_draft(tx, world.mira, SaveDraft(world.room, text, None, "desk", nth))

    with pytest.raises(StorageFull):
        world.store.write(partial(tight, text="begun and more", nth=2))
    world.store.write(partial(tight, text="", nth=3))
    assert held(world, world.mira) == [(2, "")]
