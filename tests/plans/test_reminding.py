"""Reminders: of what one may read, or of a text; they ring at their time and stay until they are done with."""

from __future__ import annotations

from functools import partial

import pytest
from accounts.hand import Hand
from world import World

from parlour import wire
from parlour.clock import HOUR, rfc3339
from parlour.errors import Invalid, NotFound, StorageFull
from parlour.events import DueChanged
from parlour.messages.actions import Post, post_messages
from parlour.messages.editing import delete_message, edit_message
from parlour.plans.due import AT_ONCE, ring_due, waiting
from parlour.plans.reads import due_of_each, reminders_of
from parlour.plans.reminding import end_reminder, move_reminder, set_reminder
from parlour.rooms.membership import leave_room
from parlour.store import Tx
from parlour.wire import DUE_LIMIT, REMINDER_LIMIT, REMINDERS_LIMIT, Person, Remind


def remind(world: World, actor: Person, at: int, text: str = "", seq: int | None = None) -> wire.Reminder:
    asked = Remind(rfc3339(at), text, None if seq is None else world.room, seq)
    return world.store.write(lambda tx: set_reminder(tx, actor, asked))


def said(world: World) -> int:
    post = Post(world.kit, world.room, "key-00000001", "The cake is in the oven")
    return world.store.write_many(post_messages, post).seq


def ring(world: World) -> list[DueChanged]:
    def do(tx: Tx) -> list[DueChanged]:
        ring_due(tx)
        return [fact for fact in tx.events if isinstance(fact, DueChanged)]

    return world.store.write(do)


def due(world: World, actor: Person) -> list[wire.Reminder]:
    return world.store.read(lambda tx: due_of_each(tx, [actor.id]))[actor.id].reminders


def test_a_reminder_rings_at_its_time_and_stays_until_it_is_done_with(world: World, hand: Hand) -> None:
    made = remind(world, world.mira, hand.at + HOUR, "  Tea  ")
    assert made == wire.Reminder(id=made.id, at=rfc3339(hand.at + HOUR), text="Tea")
    assert (ring(world), world.store.read(waiting)[1:]) == ([], (False, HOUR))
    hand.forward(HOUR)
    assert world.store.read(waiting).reminders is True
    [fact] = ring(world)
    assert (fact.account, [(one.text, one.rang) for one in fact.due.reminders]) == (world.mira.id, [("Tea", True)])
    assert (ring(world), world.store.read(waiting)[1:]) == ([], (False, None))
    assert (due(world, world.mira), due(world, world.kit)) == (fact.due.reminders, [])
    world.store.write(lambda tx: end_reminder(tx, world.mira, made.id))
    assert (due(world, world.mira), world.store.read(lambda tx: reminders_of(tx, world.mira))) == ([], [])


def test_of_a_message_it_says_what_stands_there_now_to_members_only(world: World, hand: Hand) -> None:
    seq = said(world)
    made = remind(world, world.mira, hand.at + HOUR, "ask Kit", seq)
    assert (made.room, made.seq, made.username, made.message) == (world.room, seq, "Kit", "The cake is in the oven")
    world.store.write(lambda tx: edit_message(tx, world.kit, world.room, seq, "x" * 1000))
    [found] = world.store.read(lambda tx: reminders_of(tx, world.mira))
    assert found.message == "x" * 300
    world.store.write(lambda tx: delete_message(tx, world.kit, world.room, seq))
    [found] = world.store.read(lambda tx: reminders_of(tx, world.mira))
    assert (found.room, found.seq, found.message) == (world.room, seq, "")
    world.store.write(lambda tx: leave_room(tx, world.mira, world.room))
    [found] = world.store.read(lambda tx: reminders_of(tx, world.mira))
    assert (found.room, found.seq, found.username, found.message, found.text) == (None, None, "", "", "ask Kit")


def test_put_off_it_rings_again(world: World, hand: Hand) -> None:
    made = remind(world, world.mira, hand.at + HOUR, "Tea")
    hand.forward(HOUR)
    ring(world)
    world.store.write(lambda tx: move_reminder(tx, world.mira, made.id, hand.at + HOUR))
    assert (due(world, world.mira), ring(world)) == ([], [])
    hand.forward(HOUR)
    assert [one.id for one in ring(world)[0].due.reminders] == [made.id]


def test_nobody_else_can_move_or_end_it_or_be_reminded_of_what_he_cannot_read(world: World, hand: Hand) -> None:
    seq = said(world)
    made = remind(world, world.mira, hand.at + HOUR, seq=seq)
    for actor in (world.kit, world.otto):
        for act in (
            partial(move_reminder, actor=actor, plan=made.id, at=hand.at + HOUR),
            partial(end_reminder, actor=actor, plan=made.id),
        ):
            with pytest.raises(NotFound):
                world.store.write(act)
    for actor, place in ((world.otto, seq), (world.mira, 999)):
        with pytest.raises(NotFound):
            remind(world, actor, hand.at + HOUR, seq=place)
    world.store.write(lambda tx: delete_message(tx, world.kit, world.room, seq))
    with pytest.raises(NotFound):
        remind(world, world.mira, hand.at + HOUR, seq=seq)


def test_it_is_of_something_and_of_a_time_to_come(world: World, hand: Hand) -> None:
    refused = [
        Remind(rfc3339(hand.at + HOUR)),
        Remind(rfc3339(hand.at + HOUR), "Tea", world.room),
        Remind(rfc3339(hand.at + HOUR), "Tea", None, 1),
        Remind(rfc3339(hand.at), "Tea"),
        Remind("soon", "Tea"),
        Remind(rfc3339(hand.at + HOUR), "x" * (REMINDER_LIMIT + 1)),
        Remind(rfc3339(hand.at + HOUR), "\x00"),
    ]
    for asked in refused:
        with pytest.raises(Invalid):
            world.store.write(partial(set_reminder, actor=world.mira, asked=asked))
    remind(world, world.mira, hand.at + HOUR, "x" * REMINDER_LIMIT)


def test_a_hundred_reminders_and_not_one_more_and_the_last_twenty_are_told(world: World, hand: Hand) -> None:
    for n in range(REMINDERS_LIMIT):
        remind(world, world.mira, hand.at + HOUR + n, f"number {n}")
    with pytest.raises(Invalid):
        remind(world, world.mira, hand.at + HOUR, "one more")
    hand.forward(2 * HOUR)
    while world.store.read(waiting).reminders:
        assert len(ring(world)) == 1
    assert [one.text for one in due(world, world.mira)] == [f"number {n}" for n in range(80, 100)]
    assert (DUE_LIMIT, AT_ONCE) == (20, 50)


def test_on_a_disk_that_is_nearly_full_none_are_made_and_those_there_ring(world: World, hand: Hand) -> None:
    remind(world, world.mira, hand.at + HOUR, "Tea")

    def tight(tx: Tx) -> object:
        tx.tight = True
        return set_reminder(tx, world.mira, Remind(rfc3339(hand.at + HOUR), "More"))

    with pytest.raises(StorageFull):
        world.store.write(tight)
    hand.forward(HOUR)
    assert len(ring(world)) == 1
