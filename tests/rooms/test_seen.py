"""Who has read what: shown to members of small rooms, by those and to those who do not hide it."""

from __future__ import annotations

import pytest
from world import World, person

from parlour.errors import NotFound
from parlour.events import ReadingMoved
from parlour.messages.actions import Post, post_messages
from parlour.rooms.membership import join_room
from parlour.rooms.reading import Reading, mark_read
from parlour.rooms.seen import hide_reading, positions_in
from parlour.security import new_key
from parlour.store import Tx
from parlour.wire import SEEN_LIMIT, Person


def seen(world: World, who: Person) -> dict[int, int]:
    return world.store.read(lambda tx: positions_in(tx, who, world.room))


def move(world: World, who: Person) -> list[ReadingMoved]:
    """Let somebody read what is new, and return what is told of it."""
    world.store.write_many(post_messages, Post(world.kit, world.room, new_key(), "x"))

    def read(tx: Tx) -> list[ReadingMoved]:
        mark_read(tx, [Reading(who, world.room, 10**9)])
        return [fact for fact in tx.events if isinstance(fact, ReadingMoved)]

    return world.store.write(read)


def test_members_see_how_far_each_has_read_and_outsiders_nothing(world: World) -> None:
    [fact] = move(world, world.mira)
    assert fact == ReadingMoved(world.room, world.mira.id, 3, frozenset())
    assert seen(world, world.kit)[world.mira.id] == 3
    with pytest.raises(NotFound):
        seen(world, world.otto)


def test_who_hides_it_is_not_seen_does_not_see_and_can_come_back(world: World) -> None:
    world.store.write(lambda tx: hide_reading(tx, world.mira, hidden=True))
    assert move(world, world.mira) == []
    assert [fact.unshown for fact in move(world, world.kit)] == [{world.mira.id}]
    assert (set(seen(world, world.kit)), seen(world, world.mira)) == ({world.kit.id}, {})
    assert world.store.write(lambda tx: (hide_reading(tx, world.mira, hidden=True), list(tx.events)))[1] == []
    world.store.write(lambda tx: hide_reading(tx, world.mira, hidden=False))
    assert set(seen(world, world.mira)) == {world.kit.id, world.mira.id}


def test_in_a_room_of_more_than_fifty_nobody_sees_it(world: World) -> None:
    for n in range(SEEN_LIMIT - 2):
        made = person(world.store, f"Person {n}")
        world.store.write(lambda tx, made=made: join_room(tx, made, code=world.code))  # type: ignore[misc]
    assert (len(seen(world, world.kit)), len(move(world, world.mira))) == (SEEN_LIMIT, 1)
    world.store.write(lambda tx: join_room(tx, world.otto, code=world.code))
    assert (seen(world, world.kit), move(world, world.kit)) == ({}, [])
