"""Reactions: who put what on which message, in the room's order, within bounds."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import func, insert, select, update
from statements import asked
from world import World, person

from parlour import wire
from parlour.errors import Forbidden, Invalid, NotFound, StorageFull, TooManyReactions
from parlour.events import EntryAdded, Reacted
from parlour.messages.actions import Post, post_messages
from parlour.messages.editing import delete_message, edit_message
from parlour.messages.models import Reaction
from parlour.messages.reactions import react
from parlour.messages.reads import changes_since, message_at, messages_before, reactors_of
from parlour.rooms.membership import join_room, leave_room
from parlour.rooms.models import Message
from parlour.rooms.reads import room_for
from parlour.store import Tx
from parlour.wire import EMOJI_KINDS, REACTIONS_LIMIT, Person

THUMB, HEART = "\U0001f44d", "\u2764\ufe0f"


def post(world: World, actor: Person, text: str = "Cake in the kitchen", key: str = "key-00000001") -> int:
    return world.store.write_many(post_messages, Post(actor, world.room, key, text)).seq


def put(world: World, actor: Person, seq: int, emoji: str = THUMB, *, on: bool = True) -> int:
    return world.store.write(lambda tx: react(tx, actor, world.room, seq, emoji, on=on)).rev


def on(world: World, seq: int) -> list[tuple[str, tuple[int, ...]]]:
    found = world.store.read(lambda tx: message_at(tx, world.room, seq))
    assert found is not None
    return [(one.emoji, one.users) for one in found.reactions]


def head(world: World) -> int:
    return world.store.read(lambda tx: room_for(tx, world.kit, world.room)).rev


def test_a_reaction_is_the_rooms_next_change_and_the_message_keeps_its_place(world: World) -> None:
    seq = post(world, world.kit)
    assert (put(world, world.mira, seq), head(world)) == (seq + 1, seq + 1)
    message = world.store.read(lambda tx: message_at(tx, world.room, seq))
    assert message is not None
    assert (message.seq, message.rev, message.reactions) == (seq, seq + 1, (wire.Reaction(THUMB, (world.mira.id,)),))


def test_emoji_stand_in_the_order_in_which_they_came_until_nobody_is_left(world: World) -> None:
    seq, kit, mira = post(world, world.kit), world.kit.id, world.mira.id
    put(world, world.mira, seq, THUMB)
    put(world, world.mira, seq, HEART)
    put(world, world.kit, seq, THUMB)
    put(world, world.mira, seq, THUMB, on=False)  # who brought it goes, and it stays where it is
    assert on(world, seq) == [(THUMB, (kit,)), (HEART, (mira,))]
    put(world, world.mira, seq, THUMB)
    assert on(world, seq) == [(THUMB, (kit, mira)), (HEART, (mira,))]
    for who in (world.kit, world.mira):
        put(world, who, seq, THUMB, on=False)
    put(world, world.kit, seq, THUMB)
    assert on(world, seq) == [(HEART, (mira,)), (THUMB, (kit,))]


def test_the_same_twice_changes_nothing_and_uses_no_number(world: World) -> None:
    seq = post(world, world.kit)
    assert put(world, world.mira, seq, "\u2764") == put(world, world.mira, seq, HEART) == seq + 1
    assert put(world, world.mira, seq, HEART, on=False) == put(world, world.mira, seq, HEART, on=False) == seq + 2
    assert put(world, world.kit, seq, HEART, on=False) == seq + 2
    assert (head(world), on(world, seq)) == (seq + 2, [])


def test_what_is_announced_is_the_small_change_and_the_whole_it_leads_to(world: World) -> None:
    seq = post(world, world.kit)

    def act(tx: Tx) -> list[object]:
        react(tx, world.mira, world.room, seq, THUMB, on=True)
        react(tx, world.mira, world.room, seq, THUMB, on=True)
        return list(tx.events)

    entry, told = world.store.write(act)
    assert isinstance(entry, EntryAdded)
    assert isinstance(told, Reacted)
    assert told.change == wire.ReactionChanged(
        room=world.room, seq=seq, rev=seq + 1, was=seq, user_id=world.mira.id, username="Mira", emoji=THUMB, on=True
    )
    assert told.message == world.store.read(lambda tx: message_at(tx, world.room, seq))


def test_an_edit_keeps_reactions_and_a_deletion_leaves_none(world: World) -> None:
    seq = post(world, world.kit)
    put(world, world.mira, seq)

    def edit(tx: Tx) -> object:
        edit_message(tx, world.kit, world.room, seq, "Cake is gone")
        return tx.events[-1].message.reactions  # type: ignore[union-attr]

    assert world.store.write(edit) == (wire.Reaction(THUMB, (world.mira.id,)),)
    world.store.write(lambda tx: delete_message(tx, world.kit, world.room, seq))
    assert on(world, seq) == []
    assert world.store.read(lambda tx: tx.execute(select(func.count()).select_from(Reaction)).scalar()) == 0
    with pytest.raises(NotFound):
        put(world, world.mira, seq)


def test_who_is_not_in_the_room_finds_nothing_and_uses_up_no_number(world: World) -> None:
    seq = post(world, world.kit)
    put(world, world.mira, seq)
    world.store.write(lambda tx: leave_room(tx, world.mira, world.room))
    before = head(world)
    for who in (world.mira, world.otto):
        for way in (True, False):
            with pytest.raises(NotFound):
                put(world, who, seq, on=way)
        with pytest.raises(NotFound):
            world.store.read(partial(reactors_of, actor=who, room=world.room, seq=seq))
    assert (head(world), on(world, seq)) == (before, [(THUMB, (world.mira.id,))])  # who has left keeps his
    world.store.write(lambda tx: join_room(tx, world.mira, code=world.code))
    assert put(world, world.mira, seq, on=False) == before + 2


def test_what_the_room_says_by_itself_what_is_not_there_and_what_is_no_emoji_are_refused(world: World) -> None:
    seq = post(world, world.kit)
    for place, emoji, refused in ((1, THUMB, Forbidden), (999, THUMB, NotFound), (seq, "nice", Invalid)):
        with pytest.raises(refused):
            put(world, world.kit, place, emoji)
    assert head(world) == seq


def test_names_are_told_with_those_who_have_left(world: World) -> None:
    seq = post(world, world.kit)
    put(world, world.mira, seq)
    put(world, world.kit, seq)
    world.store.write(lambda tx: leave_room(tx, world.mira, world.room))
    [found] = world.store.read(lambda tx: reactors_of(tx, world.kit, world.room, seq))
    assert (found.emoji, [each.username for each in found.users]) == (THUMB, ["Mira", "Kit"])
    with pytest.raises(NotFound):
        world.store.read(lambda tx: reactors_of(tx, world.kit, world.room, 999))


def test_a_message_bears_fifty_emoji_and_one_more_only_of_those(world: World) -> None:
    seq = post(world, world.kit)
    for n in range(EMOJI_KINDS):
        put(world, world.kit, seq, chr(0x1F600 + n))
    with pytest.raises(TooManyReactions):
        put(world, world.kit, seq, THUMB)
    put(world, world.mira, seq, chr(0x1F600))
    put(world, world.kit, seq, chr(0x1F601), on=False)
    put(world, world.kit, seq, THUMB)
    assert len(on(world, seq)) == EMOJI_KINDS


def test_a_message_bears_a_thousand_reactions_and_a_crowd_of_ten_thousand_is_stopped_there(world: World) -> None:
    seq = post(world, world.kit)
    crowd = [person(world.store, f"Guest {n}").id for n in range(REACTIONS_LIMIT // EMOJI_KINDS)]
    rows = [
        {"account_id": who, "emoji": chr(0x1F600 + n), "rev": seq, "first_rev": seq}
        for who in crowd
        for n in range(EMOJI_KINDS)
    ]
    at = {"room_id": world.room, "seq": seq, "created_at": 0}
    world.store.write(lambda tx: tx.execute(insert(Reaction), [at | row for row in rows[:-1]]))
    counted = update(Message).where(Message.room_id == world.room, Message.seq == seq).values(reactions=len(rows) - 1)
    world.store.write(lambda tx: tx.execute(counted))
    put(world, world.kit, seq, chr(0x1F600))
    for n in range(50):
        with pytest.raises(TooManyReactions):
            put(world, world.mira, seq, chr(0x1F600 + n))
    message = world.store.read(lambda tx: message_at(tx, world.room, seq))
    assert message is not None
    assert sum(len(one.users) for one in message.reactions) == REACTIONS_LIMIT
    assert len(wire.encode(message)) < 16_384


def test_on_a_disk_that_is_nearly_full_reactions_go_and_do_not_come(world: World) -> None:
    seq = post(world, world.kit)
    put(world, world.kit, seq)

    def tight(tx: Tx, *, way: bool, emoji: str) -> object:
        tx.tight = True
        return react(tx, world.kit, world.room, seq, emoji, on=way)

    with pytest.raises(StorageFull):
        world.store.write(partial(tight, way=True, emoji=HEART))
    world.store.write(partial(tight, way=False, emoji=THUMB))
    assert on(world, seq) == []


def test_who_was_away_gets_the_message_once_as_it_is_now(world: World) -> None:
    first, second = post(world, world.kit), post(world, world.kit, "two", "key-00000002")
    put(world, world.mira, first)
    rev = put(world, world.kit, first, HEART)
    missed = world.store.read(lambda tx: changes_since(tx, world.mira, world.room, first - 1))
    assert [(one.seq, one.rev, len(one.reactions)) for one in missed.messages] == [(second, second, 0), (first, rev, 2)]


def test_a_page_asks_once_for_all_its_reactions_and_not_at_all_where_there_are_none(world: World) -> None:
    seqs = [post(world, world.kit, f"line {n}", f"key-{n:08}") for n in range(4)]

    def count(tx: Tx) -> int:
        with asked(tx) as statements:
            messages_before(tx, world.kit, world.room)
        return len(statements)

    plain = world.store.read(count)
    for seq in seqs[:3]:
        put(world, world.mira, seq)
        put(world, world.kit, seq, HEART)
    assert world.store.read(count) == plain + 1
    page = world.store.read(lambda tx: messages_before(tx, world.kit, world.room))
    assert [len(message.reactions) for message in page[-4:]] == [2, 2, 2, 0]


def test_a_plain_message_is_no_longer_on_the_wire_than_it_was(world: World) -> None:
    seq = post(world, world.kit)
    message = world.store.read(lambda tx: message_at(tx, world.room, seq))
    assert b"reactions" not in wire.encode(message)


def test_reactions_count_in_what_goes_to_a_socket_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    seqs = [post(world, world.kit, "x", f"key-{n:08}") for n in range(10)]
    for seq in seqs:
        put(world, world.mira, seq)
    monkeypatch.setattr("parlour.messages.reads.SIZE_LIMIT", 150)
    found = world.store.read(lambda tx: changes_since(tx, world.mira, world.room, seqs[-1]))
    assert (len(found.messages), found.more) == (3, True)
