"""Read positions: forward only, for members only, many at once."""

from __future__ import annotations

import pytest
from world import World

from parlour.errors import NotFound
from parlour.events import AccountChanged
from parlour.messages.actions import Post, post_messages
from parlour.rooms.reading import Reading, mark_read
from parlour.rooms.reads import room_for
from parlour.store import Tx
from parlour.wire import Person, ReadMarked


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
