"""Read positions: forward only, for members only, many at once."""

from __future__ import annotations

import pytest
from world import World

from parlour.errors import NotFound
from parlour.events import AccountChanged, ReadingMoved, UnreadAgain
from parlour.messages.actions import Post, post_messages
from parlour.rooms.actions import create_room
from parlour.rooms.reading import Reading, mark_all_read, mark_read, mark_unread
from parlour.rooms.reads import room_for
from parlour.store import Tx
from parlour.wire import LeftUnread, Person, ReadMarked


@pytest.fixture
def talk(world: World) -> World:
    """Three messages, at the places 3, 4 and 5."""
    posts = [Post(world.kit, world.room, f"key-{n:08}", "news") for n in range(3)]
    world.store.write(lambda tx: post_messages(tx, posts))
    return world


def unread(talk: World, who: Person, seq: int) -> int:
    marked: ReadMarked = talk.store.write_many(mark_read, Reading(who, talk.room, seq))
    assert talk.store.read(lambda tx: room_for(tx, who, talk.room)).unread == marked.unread
    return marked.unread


def test_reading_moves_forward_only_and_never_past_the_end(talk: World) -> None:
    assert unread(talk, talk.mira, 4) == 1
    assert unread(talk, talk.mira, 3) == 1
    assert unread(talk, talk.mira, 10**9) == 0


def test_an_outsider_has_nothing_to_read(talk: World) -> None:
    with pytest.raises(NotFound):
        talk.store.write_many(mark_read, Reading(talk.otto, talk.room, 3))


def test_many_readings_are_answered_each_as_if_alone(talk: World) -> None:
    def all_at_once(tx: Tx) -> tuple[list[object], list[int]]:
        readings = [(talk.mira, 4), (talk.otto, 5), (talk.kit, 5), (talk.mira, 5), (talk.mira, 3)]
        answers = mark_read(tx, [Reading(who, talk.room, seq) for who, seq in readings])
        return list(answers), [fact.account for fact in tx.events if isinstance(fact, AccountChanged)]

    answers, told = talk.store.write(all_at_once)
    assert [getattr(answer, "unread", None) for answer in answers] == [1, None, 0, 0, 0]
    assert isinstance(answers[1], NotFound)
    assert told == [talk.kit.id, talk.mira.id]


def test_reading_nothing_new_tells_nobody(talk: World) -> None:
    unread(talk, talk.mira, 5)

    def again(tx: Tx) -> list[object]:
        mark_read(tx, [Reading(talk.mira, talk.room, 5)])
        return list(tx.events)

    assert talk.store.write(again) == []


def test_a_reader_is_announced_as_he_is_now(talk: World) -> None:
    def as_a_guest(tx: Tx) -> list[object]:
        mark_read(tx, [Reading(Person(talk.mira.id, "Mira", "guest"), talk.room, 4)])  # known so before the claim
        return [fact.person for fact in tx.events if isinstance(fact, AccountChanged)]

    assert talk.store.write(as_a_guest) == [talk.mira]


def stand(talk: World, who: Person) -> tuple[int, int]:
    room = talk.store.read(lambda tx: room_for(tx, who, talk.room))
    return room.read_seq, room.unread


def test_a_room_is_unread_again_from_a_place_on_and_reading_forward_goes_on_from_there(talk: World) -> None:
    unread(talk, talk.mira, 5)
    [told] = talk.store.write(lambda tx: mark_unread(tx, talk.mira, {talk.room: 4}))
    assert (told.read_seq, told.unread) == stand(talk, talk.mira) == (3, 2)
    talk.store.write(lambda tx: mark_unread(tx, talk.mira, {talk.room: 5}))  # it never moves forward
    assert stand(talk, talk.mira) == (3, 2)
    assert unread(talk, talk.mira, 5) == 0
    talk.store.write(lambda tx: mark_unread(tx, talk.mira, {talk.room: 1}))
    assert stand(talk, talk.mira) == (0, 3)


def test_ones_own_devices_are_told_where_one_stands_again(talk: World) -> None:
    unread(talk, talk.mira, 5)

    def back(tx: Tx) -> list[object]:
        mark_unread(tx, talk.mira, {talk.room: 4})
        return [fact for fact in tx.events if not isinstance(fact, ReadingMoved)]

    changed, told = talk.store.write(back)
    assert (type(changed), told) == (AccountChanged, UnreadAgain(talk.mira.id, LeftUnread(talk.room, 3, 2)))


def test_rooms_that_are_not_ones_own_are_passed_over_and_none_is_not_found(talk: World) -> None:
    unread(talk, talk.mira, 5)
    told = talk.store.write(lambda tx: mark_unread(tx, talk.mira, {999: 1, talk.room: 5}))
    assert [one.room for one in told] == [talk.room]
    with pytest.raises(NotFound):
        talk.store.write(lambda tx: mark_unread(tx, talk.otto, {talk.room: 4}))


def test_everything_is_read_at_once_and_can_be_unread_as_it_was(talk: World) -> None:
    attic = talk.store.write(lambda tx: create_room(tx, talk.mira, "Attic")).id
    talk.store.write(lambda tx: create_room(tx, talk.mira, "Cellar"))
    posts = [Post(talk.mira, attic, f"attic-{n:04}", "mine") for n in range(2)]
    talk.store.write(lambda tx: post_messages(tx, posts))
    before = stand(talk, talk.mira)
    left = talk.store.write(lambda tx: mark_all_read(tx, talk.mira))
    assert left == {talk.room: before[0] + 1, attic: 2}
    assert (stand(talk, talk.mira)[1], stand(talk, talk.kit)[1]) == (0, 3)
    assert talk.store.write(lambda tx: (mark_all_read(tx, talk.mira), list(tx.events))) == ({}, [])
    talk.store.write(lambda tx: mark_unread(tx, talk.mira, left))
    assert stand(talk, talk.mira) == before
