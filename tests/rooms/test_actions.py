"""Rooms: making, entering, leaving, renaming; what outsiders may not learn."""

from __future__ import annotations

import pytest
from world import World

from parlour.errors import BadRequest, Forbidden, Invalid, NotFound, UnknownCode
from parlour.events import MemberJoined, MemberLeft
from parlour.messages.actions import Post, post_messages
from parlour.messages.reads import messages_before
from parlour.rooms.actions import create_room, rename_room
from parlour.rooms.membership import join_room, leave_room
from parlour.rooms.reads import people_of, room_for, rooms_for, rooms_of
from parlour.store.tx import Tx


def kinds(world: World) -> list[str]:
    page = world.store.read(lambda tx: messages_before(tx, world.mira, world.room))
    return [message.kind for message in page]


def test_whoever_makes_a_room_owns_it_and_is_in_it(world: World) -> None:
    room = world.store.read(lambda tx: room_for(tx, world.kit, world.room))
    assert (room.name, room.owner_id, room.members, room.member) == ("Kitchen", world.kit.id, 2, True)
    assert kinds(world) == ["created", "joined"]


def test_a_code_is_read_in_any_case_with_or_without_its_dash(world: World) -> None:
    typed = f"  {world.code.lower().replace('-', '')} "
    room, fresh = world.store.write(lambda tx: join_room(tx, world.otto, code=typed))
    assert (room.id, fresh) == (world.room, True)


def test_joining_twice_is_one_membership_and_one_notice(world: World) -> None:
    _, fresh = world.store.write(lambda tx: join_room(tx, world.mira, code=world.code))
    assert not fresh
    assert kinds(world) == ["created", "joined"]


def test_an_unknown_code_says_so_at_its_field(world: World) -> None:
    with pytest.raises(UnknownCode) as caught:
        world.store.write(lambda tx: join_room(tx, world.otto, code="AAAA-AAAA"))
    assert caught.value.field == "code"


def test_a_private_room_cannot_be_entered_by_its_number(world: World) -> None:
    with pytest.raises(NotFound):
        world.store.write(lambda tx: join_room(tx, world.otto, room=world.room))


def test_an_open_room_is_listed_and_can_be_entered_by_its_number(world: World) -> None:
    hall = world.store.write(lambda tx: create_room(tx, world.kit, "Hall"))
    seen = world.store.read(lambda tx: rooms_for(tx, world.otto))
    assert [(room.name, room.member, room.code) for room in seen] == [("Hall", False, None)]
    assert world.store.write(lambda tx: join_room(tx, world.otto, room=hall.id))[1]


@pytest.mark.parametrize("asked", [{}, {"room": 1, "code": "x"}])
def test_either_a_room_or_a_code_is_needed(world: World, asked: dict[str, object]) -> None:
    with pytest.raises(BadRequest):
        world.store.write(lambda tx: join_room(tx, world.otto, **asked))  # type: ignore[arg-type]


def test_an_outsider_sees_a_room_exactly_like_one_that_is_not_there(world: World) -> None:
    for room in (world.room, 999):
        for ask in (room_for, people_of, messages_before):
            with pytest.raises(NotFound) as caught:
                world.store.read(lambda tx, room=room, ask=ask: ask(tx, world.otto, room))
            assert caught.value.as_dict() == NotFound().as_dict()
    assert world.store.read(lambda tx: rooms_of(tx, world.otto)) == []


def test_leaving_is_noticed_and_ends_reading(world: World) -> None:
    world.store.write(lambda tx: leave_room(tx, world.kit, world.room))
    with pytest.raises(NotFound):
        world.store.read(lambda tx: messages_before(tx, world.kit, world.room))
    with pytest.raises(NotFound):
        world.store.write(lambda tx: leave_room(tx, world.kit, world.room))
    assert kinds(world) == ["created", "joined", "left"]


def test_an_owner_who_leaves_hands_the_room_on(world: World) -> None:
    world.store.write(lambda tx: leave_room(tx, world.kit, world.room))
    assert world.store.read(lambda tx: room_for(tx, world.mira, world.room)).owner_id == world.mira.id


def test_the_owner_renames_the_room_and_nobody_else(world: World) -> None:
    room = world.store.write(lambda tx: rename_room(tx, world.kit, world.room, "  Big   kitchen "))
    assert room.name == "Big kitchen"
    with pytest.raises(Forbidden):
        world.store.write(lambda tx: rename_room(tx, world.mira, world.room, "Mine"))
    with pytest.raises(NotFound):
        world.store.write(lambda tx: rename_room(tx, world.otto, world.room, "Mine"))
    assert kinds(world)[-1] == "renamed"


def test_renaming_to_the_same_name_is_no_change(world: World) -> None:
    world.store.write(lambda tx: rename_room(tx, world.kit, world.room, "Kitchen"))
    assert kinds(world) == ["created", "joined"]


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "a\u202eb", "\u200d", "a\x00"])
def test_a_room_needs_a_name_people_can_see(world: World, name: str) -> None:
    with pytest.raises(Invalid):
        world.store.write(lambda tx: create_room(tx, world.kit, name))


def test_what_was_said_before_one_joined_is_history_not_unread(world: World) -> None:
    world.store.write_many(post_messages, Post(world.kit, world.room, "key-00000001", "early"))
    room, _ = world.store.write(lambda tx: join_room(tx, world.otto, code=world.code))
    assert room.unread == 0


def test_comings_and_goings_are_announced_at_their_place(world: World) -> None:
    def come_and_go(tx: Tx) -> list[object]:
        join_room(tx, world.otto, code=world.code)
        leave_room(tx, world.otto, world.room)
        return list(tx.events)

    facts = world.store.write(come_and_go)
    placed = [(type(fact), fact.rev) for fact in facts if isinstance(fact, MemberJoined | MemberLeft)]
    assert placed == [(MemberJoined, 3), (MemberLeft, 4)]
