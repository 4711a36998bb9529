"""Retention: what is over goes for real, the oldest first, in the room's own order, and every count stays right."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from accounts.hand import Hand
from sqlalchemy import select, update
from world import World, person

from parlour.clock import DAY, HOUR
from parlour.errors import Forbidden, Invalid, NotFound
from parlour.events import AccountChanged, MessageChanged, MessageStored
from parlour.messages.actions import Post, post_messages
from parlour.messages.clearing import clear_room, overdue_rooms
from parlour.messages.models import Reaction
from parlour.messages.pins import pin, pins_of
from parlour.messages.places import page_before, page_since
from parlour.messages.reactions import react
from parlour.messages.reads import changes_since, message_at
from parlour.people.actions import open_direct
from parlour.rooms.actions import create_room
from parlour.rooms.keeping import days_kept, set_retention
from parlour.rooms.membership import join_room
from parlour.rooms.models import Message
from parlour.rooms.reading import Reading, mark_read
from parlour.rooms.reads import posts_up_to, room_for
from parlour.search.filling import index_everything
from parlour.search.reads import search_messages
from parlour.store import Store, Tx
from parlour.store.schema import Base
from parlour.wire import Search

DAYS = 30
OLD, NEW = 6, 4  # messages; at the places 3 to 8, and 9 to 12


@pytest.fixture
def world(folder: Path, database: str, hand: Hand) -> Iterator[World]:
    store = Store(folder, hand, database=database)
    kit, mira, otto = (person(store, name) for name in ("Kit", "Mira", "Otto"))
    room = store.write(lambda tx: create_room(tx, kit, "Kitchen"))
    store.write(lambda tx: join_room(tx, mira, room=room.id))
    yield World(store, kit, mira, otto, room.id, str(room.code))
    store.close()


@pytest.fixture
def hand() -> Hand:
    return Hand()


def say(world: World, *texts: str, reply_to: int | None = None) -> list[int]:
    start = len(world.store.read(lambda tx: tx.execute(select(Message.seq)).all()))
    posts = [Post(world.kit, world.room, f"key-{start + n:08}", text, reply_to) for n, text in enumerate(texts)]
    return [sent.seq for sent in world.store.write(lambda tx: list(post_messages(tx, posts)))]


@pytest.fixture
def talk(world: World, hand: Hand) -> World:
    """Old messages with all that can hang on one, and new ones that answer them."""
    say(world, *(f"old {n}" for n in range(OLD)))
    world.store.write(lambda tx: react(tx, world.mira, world.room, 4, "\U0001f44d", on=True))
    world.store.write(lambda tx: pin(tx, world.mira, world.room, 5, on=True))
    hand.forward(31 * DAY)
    say(world, *(f"new {n}" for n in range(NEW)), reply_to=5)
    return world


def clear(world: World, most: int = 500, days: int = DAYS) -> tuple[int, list[object]]:
    def act(tx: Tx) -> tuple[int, list[object]]:
        return clear_room(tx, world.room, days, most), list(tx.events)

    return world.store.write(act)


def places(world: World) -> list[int]:
    return list(world.store.read(lambda tx: tx.execute(select(Message.seq).order_by(Message.seq)).scalars()))


def test_what_is_over_is_gone_with_all_that_hangs_on_it(talk: World) -> None:
    talk.store.write(lambda tx: index_everything(tx, lambda _: None))
    count, _ = clear(talk)
    head = talk.store.read(lambda tx: room_for(tx, talk.kit, talk.room)).rev
    assert count == OLD + 2
    assert places(talk) == [11, 12, 13, 14, head]
    assert talk.store.read(lambda tx: tx.execute(select(Reaction)).all()) == []
    assert talk.store.read(lambda tx: pins_of(tx, talk.kit, talk.room)) == []
    for words, found in (("old", 0), ("new", NEW)):
        hits = talk.store.read(lambda tx, words=words: search_messages(tx, talk.mira, Search(words))).hits  # type: ignore[misc]
        assert len(hits) == found
    assert talk.store.read(lambda tx: message_at(tx, talk.room, 5)) is None


def test_one_line_of_the_room_says_so_and_is_caught_up_with(talk: World) -> None:
    before = talk.store.read(lambda tx: room_for(tx, talk.kit, talk.room)).rev
    _, facts = clear(talk)
    [told] = [fact for fact in facts if isinstance(fact, MessageStored | MessageChanged)]
    line = told.message
    assert (line.kind, line.reply_to, line.seq, line.rev) == ("cleared", 9, before + 1, before + 1)
    assert "Messages from before 20" in line.message
    missed = talk.store.read(lambda tx: changes_since(tx, talk.mira, talk.room, before))
    assert (missed.messages, missed.head) == ([line], before + 1)


def test_the_line_is_restated_when_more_is_gone_and_keeps_its_place(talk: World, hand: Hand) -> None:
    clear(talk)
    [line] = [seq for seq in places(talk) if seq > 14]
    hand.forward(DAYS * DAY + HOUR)
    say(talk, "newest")
    count, facts = clear(talk)
    assert count == NEW
    [told] = [fact for fact in facts if isinstance(fact, MessageChanged)]
    assert (told.message.seq, told.message.reply_to) == (line, 15)
    assert places(talk) == [line, line + 1]
    page = talk.store.read(lambda tx: page_before(tx, talk.mira, talk.room))
    assert [one.kind for one in page.messages] == ["cleared", "message"]
    assert talk.store.read(lambda tx: page_since(tx, talk.mira, talk.room, 0)).at == line


def test_portions_are_exact_and_the_order_is_that_of_the_room(talk: World) -> None:
    floors = []
    while (found := clear(talk, 3))[0]:
        [told] = [fact for fact in found[1] if isinstance(fact, MessageStored | MessageChanged)]
        floors.append((found[0], told.message.reply_to))
        assert min(seq for seq in places(talk) if seq < 15) >= (told.message.reply_to or 0)
    assert floors == [(3, 4), (3, 7), (2, 9)]


def test_nobody_has_anything_to_read_of_what_is_gone_and_learns_it_once(talk: World, hand: Hand) -> None:
    assert talk.store.read(lambda tx: room_for(tx, talk.mira, talk.room)).unread == OLD + NEW
    told: list[int] = []
    while (found := clear(talk, 3))[0]:
        told += [fact.account for fact in found[1] if isinstance(fact, AccountChanged)]
        left = talk.store.read(lambda tx: room_for(tx, talk.mira, talk.room))
        rows = talk.store.read(lambda tx: tx.execute(select(Message).where(Message.kind == "message")).all())
        assert left.unread == len(rows)
    assert sorted(told) == [talk.kit.id, talk.mira.id]
    assert talk.store.write_many(mark_read, Reading(talk.mira, talk.room, 11)).unread == NEW - 1
    assert talk.store.write_many(mark_read, Reading(talk.mira, talk.room, 99)).unread == 0


def test_counts_are_right_where_nothing_stands_any_more(talk: World, hand: Hand) -> None:
    clear(talk)
    assert talk.store.read(lambda tx: [posts_up_to(tx, talk.room, seq) for seq in (1, 8, 9, 11, 12)]) == [6, 6, 6, 7, 8]
    hand.forward(DAYS * DAY + HOUR)
    clear(talk)
    assert talk.store.read(lambda tx: [posts_up_to(tx, talk.room, seq) for seq in (1, 14, 99)]) == [10, 10, 10]
    room = talk.store.read(lambda tx: room_for(tx, talk.mira, talk.room))
    assert (room.unread, len(places(talk))) == (0, 1)
    say(talk, "and on")
    assert talk.store.read(lambda tx: room_for(tx, talk.mira, talk.room)).unread == 1
    hand.forward(DAYS * DAY + HOUR)
    clear(talk)
    assert places(talk) == [15]  # the line itself stays, below all that is gone
    assert talk.store.read(lambda tx: [posts_up_to(tx, talk.room, seq) for seq in (1, 16, 99)]) == [11, 11, 11]


def test_what_is_answered_and_gone_is_nothing_to_answer(talk: World) -> None:
    clear(talk)
    line = places(talk)[-1]
    for to in (5, line):
        answer = talk.store.write(
            lambda tx, to=to: post_messages(tx, [Post(talk.kit, talk.room, f"answer-{to}", "to nothing", to)])  # type: ignore[misc]
        )
        assert isinstance(answer[0], Invalid)
    with pytest.raises(NotFound):
        talk.store.write(lambda tx: react(tx, talk.kit, talk.room, 5, "\U0001f44d", on=True))
    with pytest.raises(Forbidden):
        talk.store.write(lambda tx: pin(tx, talk.kit, talk.room, line, on=True))


def test_nothing_goes_before_its_time(talk: World, hand: Hand) -> None:
    assert clear(talk, days=32) == (0, [])
    assert clear(talk, days=0) == (0, [])
    assert talk.store.read(lambda tx: overdue_rooms(tx, 32)) == []
    assert talk.store.read(lambda tx: overdue_rooms(tx, 31)) == []
    hand.forward(HOUR)
    assert talk.store.read(lambda tx: overdue_rooms(tx, 31)) == [talk.room]
    assert talk.store.write(lambda tx: clear_room(tx, 999, 1, 10)) == 0


def test_a_room_has_days_of_its_own_and_the_fewer_count(talk: World) -> None:
    assert [days_kept(own, server) for own, server in ((None, 0), (7, 0), (None, 9), (7, 9), (9, 7))] == [0, 7, 9, 7, 7]
    other = talk.store.write(lambda tx: create_room(tx, talk.kit, "Attic")).id
    assert talk.store.read(lambda tx: overdue_rooms(tx, 0)) == []
    room = talk.store.write(lambda tx: set_retention(tx, talk.kit, talk.room, 7))
    assert room.keep_days == 7
    assert talk.store.read(lambda tx: overdue_rooms(tx, 0)) == [talk.room]
    talk.store.write(lambda tx: set_retention(tx, talk.kit, other, 7))
    assert talk.store.read(lambda tx: overdue_rooms(tx, 0)) == [talk.room]


def test_direct_conversations_follow_the_server(talk: World, hand: Hand) -> None:
    direct = talk.store.write(lambda tx: open_direct(tx, talk.kit, [talk.mira.id]))[0].id
    assert talk.store.read(lambda tx: overdue_rooms(tx, 1)) == [talk.room]  # nothing was said there
    talk.store.write_many(post_messages, Post(talk.mira, direct, "key-direct", "hello"))
    hand.forward(2 * DAY)
    assert direct in talk.store.read(lambda tx: overdue_rooms(tx, 1))
    assert talk.store.write(lambda tx: clear_room(tx, direct, 1, 10)) == 1
    with pytest.raises(Forbidden):
        talk.store.write(lambda tx: set_retention(tx, talk.kit, direct, 7))


def test_every_table_that_hangs_on_messages_is_emptied(talk: World) -> None:
    clear(talk)
    for table in Base.metadata.sorted_tables:
        if {"room_id", "seq"} <= set(table.c.keys()) and table.name != "search_mark" and not table.c.seq.nullable:
            rows = talk.store.read(lambda tx, table=table: tx.execute(select(table).where(table.c.seq < 9)).all())  # type: ignore[misc]
            assert rows == [], table.name


def test_a_clock_that_was_set_back_loses_nothing_that_is_kept(talk: World) -> None:
    def later(tx: Tx) -> None:
        tx.execute(update(Message).where(Message.seq == 4).values(created_at=tx.now))

    talk.store.write(later)
    assert clear(talk)[0] == 3
    assert clear(talk)[0] == 0
