"""Pinned messages: put up by any member, taken down by few, found by all of the room, within bounds."""

from __future__ import annotations

import pytest
from statements import asked
from world import World

from parlour.errors import Forbidden, NotFound, TooManyPins
from parlour.messages.actions import Post, post_messages
from parlour.messages.editing import delete_message, edit_message
from parlour.messages.pins import pin, pins_of
from parlour.messages.reactions import react
from parlour.messages.reads import changes_since, message_at
from parlour.rooms.membership import join_room, leave_room
from parlour.rooms.reads import room_for
from parlour.store import Tx
from parlour.wire import PINS_LIMIT, Person


def post(world: World, actor: Person, n: int = 1) -> int:
    return world.store.write_many(post_messages, Post(actor, world.room, f"key-{n:08}", f"line {n}")).seq


def put(world: World, actor: Person, seq: int, *, on: bool = True) -> int:
    return world.store.write(lambda tx: pin(tx, actor, world.room, seq, on=on)).rev


def pinned(world: World) -> list[int]:
    return [message.seq for message in world.store.read(lambda tx: pins_of(tx, world.kit, world.room))]


def head(world: World) -> int:
    return world.store.read(lambda tx: room_for(tx, world.kit, world.room)).rev


def test_a_pin_is_the_next_change_of_the_room_and_says_who_and_when(world: World) -> None:
    seq = post(world, world.kit)
    rev = put(world, world.mira, seq)
    assert rev == seq + 1
    [told] = world.store.read(lambda tx: changes_since(tx, world.kit, world.room, seq)).messages
    assert (told.seq, told.rev, told.message) == (seq, rev, "line 1")
    assert told.pinned is not None
    assert told.pinned.user_id == world.mira.id
    assert told.pinned.at >= told.timestamp


def test_the_newest_pin_comes_first_and_what_is_taken_down_is_gone(world: World) -> None:
    seqs = [post(world, world.kit, n) for n in range(3)]
    for seq in (seqs[1], seqs[0], seqs[2]):
        put(world, world.mira, seq)
    assert set(pinned(world)) == set(seqs)
    put(world, world.mira, seqs[0], on=False)
    assert set(pinned(world)) == {seqs[1], seqs[2]}


def test_the_same_twice_changes_nothing_and_uses_no_number(world: World) -> None:
    seq = post(world, world.kit)
    assert put(world, world.mira, seq) == put(world, world.kit, seq) == seq + 1
    assert put(world, world.kit, seq, on=False) == put(world, world.mira, seq, on=False) == seq + 2
    assert head(world) == seq + 2


def test_it_is_taken_down_by_who_pinned_by_the_author_and_by_the_owner(world: World) -> None:
    by_kit, by_mira = post(world, world.kit), post(world, world.mira, 2)
    put(world, world.kit, by_kit)
    before = head(world)
    with pytest.raises(Forbidden):
        put(world, world.mira, by_kit, on=False)
    assert head(world) == before
    put(world, world.kit, by_mira)
    put(world, world.mira, by_mira, on=False)  # hers
    put(world, world.mira, by_kit, on=True)
    put(world, world.kit, by_kit, on=False)
    put(world, world.mira, by_kit)
    put(world, world.mira, by_kit, on=False)  # her pin
    put(world, world.mira, by_mira)
    put(world, world.kit, by_mira, on=False)  # his room
    assert pinned(world) == []


def test_what_is_deleted_is_pinned_no_more_and_an_edit_keeps_pin_and_reactions(world: World) -> None:
    seq = post(world, world.kit)
    put(world, world.mira, seq)
    world.store.write(lambda tx: react(tx, world.mira, world.room, seq, "\U0001f44d", on=True))
    world.store.write(lambda tx: edit_message(tx, world.kit, world.room, seq, "better"))
    message = world.store.read(lambda tx: message_at(tx, world.room, seq))
    assert message is not None
    assert (message.pinned is not None, len(message.reactions)) == (True, 1)
    world.store.write(lambda tx: delete_message(tx, world.kit, world.room, seq))
    assert pinned(world) == []
    with pytest.raises(NotFound):
        put(world, world.mira, seq)


def test_who_is_not_in_the_room_finds_nothing(world: World) -> None:
    seq = post(world, world.kit)
    put(world, world.mira, seq)
    world.store.write(lambda tx: leave_room(tx, world.mira, world.room))
    before = head(world)
    for who in (world.mira, world.otto):
        for way in (True, False):
            with pytest.raises(NotFound):
                put(world, who, seq, on=way)
        with pytest.raises(NotFound):
            world.store.read(lambda tx, who=who: pins_of(tx, who, world.room))  # type: ignore[misc]
    assert (head(world), pinned(world)) == (before, [seq])
    world.store.write(lambda tx: join_room(tx, world.mira, code=world.code))
    put(world, world.mira, seq, on=False)


def test_what_the_room_says_by_itself_and_what_is_not_there_cannot_be_pinned(world: World) -> None:
    for place, refused in ((1, Forbidden), (999, NotFound)):
        with pytest.raises(refused):
            put(world, world.kit, place)


def test_a_room_has_fifty_pins_and_not_one_more(world: World) -> None:
    seqs = [post(world, world.kit, n) for n in range(PINS_LIMIT + 1)]
    for seq in seqs[:-1]:
        put(world, world.kit, seq)
    with pytest.raises(TooManyPins):
        put(world, world.kit, seqs[-1])
    put(world, world.kit, seqs[0], on=False)
    put(world, world.kit, seqs[-1])
    assert len(pinned(world)) == PINS_LIMIT


def test_the_pins_of_a_room_are_found_without_reading_its_messages(world: World) -> None:
    post(world, world.kit)

    def plan(tx: Tx) -> str:
        with asked(tx) as statements:
            pins_of(tx, world.kit, world.room)
        text, values = statements[-1]
        explain = "EXPLAIN" if tx.connection.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
        return str(tx.connection.exec_driver_sql(f"{explain} {text}", values).all())

    assert "ix_message_pinned" in world.store.write(plan)
