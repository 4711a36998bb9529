"""Scheduled messages: sent at their time, once, and only by who may; what cannot be sent is kept and told."""

from __future__ import annotations

from functools import partial

import pytest
from accounts.hand import Hand
from sqlalchemy import delete, func, insert, select
from world import World

from parlour import wire
from parlour.accounts.models import Account
from parlour.clock import DAY, HOUR
from parlour.errors import Invalid, KeyReuse, NotFound, StorageFull
from parlour.events import DueChanged
from parlour.messages.actions import checked_post
from parlour.messages.reads import messages_before
from parlour.plans.checks import AHEAD, checked_moment
from parlour.plans.due import AT_ONCE, waiting
from parlour.plans.models import Scheduled
from parlour.plans.reads import due_of_each, scheduled_of
from parlour.plans.scheduling import cancel_scheduled, change_scheduled, schedule_message, send_due, send_now
from parlour.rooms.actions import create_room
from parlour.rooms.membership import join_room, leave_room
from parlour.rooms.models import Room
from parlour.store import Tx
from parlour.wire import SCHEDULED_LIMIT, Person


def schedule(
    world: World, actor: Person, at: int, text: str = "Good morning", key: str = "key-00000001", to: int | None = None
) -> wire.Scheduled:
    post = checked_post(actor, world.room, key, text, to)
    return world.store.write(lambda tx: schedule_message(tx, post, at))


def strike(world: World) -> list[bool]:
    """Do what the clock strikes for."""
    due = world.store.read(waiting).messages
    return [world.store.write(partial(send_due, actor=author, plan=plan)) for author, plan in due]


def said(world: World) -> list[tuple[str, str]]:
    page = world.store.read(lambda tx: messages_before(tx, world.kit, world.room))
    return [(message.username, message.message) for message in page if message.kind == "message"]


def left(world: World, actor: Person) -> list[tuple[str, str | None]]:
    found = world.store.read(lambda tx: scheduled_of(tx, actor))
    return [(plan.message, plan.problem) for plan in found]


def told(world: World, act: object) -> list[DueChanged]:
    def do(tx: Tx) -> list[DueChanged]:
        act(tx)  # type: ignore[operator]
        return [fact for fact in tx.events if isinstance(fact, DueChanged)]

    return world.store.write(do)


def test_a_message_goes_out_at_its_time_once_and_with_its_key(world: World, hand: Hand) -> None:
    plan = schedule(world, world.mira, hand.at + HOUR)
    assert (plan.at, left(world, world.mira)) == ("2027-01-15T09:00:00.000Z", [("Good morning", None)])
    hand.forward(HOUR - 1)
    assert (strike(world), said(world)) == ([], [])
    assert world.store.read(waiting).wait == 1
    hand.forward(1)
    assert (strike(world), said(world)) == ([True], [("Mira", "Good morning")])
    assert (strike(world), left(world, world.mira), world.store.read(waiting).wait) == ([], [], None)
    message = world.store.read(lambda tx: messages_before(tx, world.kit, world.room))[-1]
    assert (message.key, message.timestamp) == ("key-00000001", plan.at)


def test_who_comes_second_finds_nothing_to_send(world: World, hand: Hand) -> None:
    plan = schedule(world, world.mira, hand.at + HOUR)
    hand.forward(2 * HOUR)
    for _ in range(2):
        assert world.store.write(lambda tx: send_due(tx, world.mira, plan.id)) is True
    assert said(world) == [("Mira", "Good morning")]


def test_what_is_not_committed_is_neither_sent_nor_forgotten(world: World, hand: Hand) -> None:
    plan = schedule(world, world.mira, hand.at + HOUR)
    hand.forward(HOUR)

    def fail(tx: Tx) -> None:
        send_due(tx, world.mira, plan.id)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        world.store.write(fail)
    assert (said(world), left(world, world.mira)) == ([], [("Good morning", None)])
    assert (strike(world), said(world)) == ([True], [("Mira", "Good morning")])


def test_one_that_was_posted_under_its_key_already_is_only_forgotten(world: World, hand: Hand) -> None:
    schedule(world, world.mira, hand.at + HOUR)
    hand.forward(HOUR)
    strike(world)
    schedule(world, world.mira, hand.at + HOUR)  # the answer was lost for that long
    hand.forward(HOUR)
    assert (strike(world), said(world), left(world, world.mira)) == ([True], [("Mira", "Good morning")], [])


def test_what_is_due_together_goes_out_in_the_order_of_its_times(world: World, hand: Hand) -> None:
    for n in range(AT_ONCE + 5):
        schedule(world, world.mira, hand.at + HOUR - n, f"line {n}", f"key-{n:08}")
    hand.forward(HOUR)
    assert (len(strike(world)), len(strike(world)), strike(world)) == (AT_ONCE, 5, [])
    assert said(world)[-5:] == [("Mira", f"line {n}") for n in (4, 3, 2, 1, 0)]


def test_who_is_not_in_the_room_any_more_keeps_it_with_the_reason_and_is_told(world: World, hand: Hand) -> None:
    plan = schedule(world, world.mira, hand.at + HOUR)
    world.store.write(lambda tx: leave_room(tx, world.mira, world.room))
    hand.forward(HOUR)
    [fact] = told(world, lambda tx: send_due(tx, world.mira, plan.id))
    reason = "You were not in the room any more."
    assert (fact.account, [(one.id, one.problem) for one in fact.due.unsent]) == (world.mira.id, [(plan.id, reason)])
    assert (strike(world), said(world), left(world, world.mira)) == ([], [], [("Good morning", reason)])
    assert world.store.read(lambda tx: due_of_each(tx, [world.kit.id, world.mira.id])) == {
        world.kit.id: wire.Due(),
        world.mira.id: fact.due,
    }
    world.store.write(lambda tx: join_room(tx, world.mira, code=world.code))
    with pytest.raises(Invalid):  # its time is over
        world.store.write(lambda tx: change_scheduled(tx, world.mira, plan.id, "Good evening", None))
    world.store.write(lambda tx: change_scheduled(tx, world.mira, plan.id, "Good evening", hand.at + HOUR))
    hand.forward(HOUR)
    assert (strike(world), said(world), left(world, world.mira)) == ([True], [("Mira", "Good evening")], [])


def test_an_answer_to_what_is_not_there_is_kept_with_the_reason(world: World, hand: Hand) -> None:
    schedule(world, world.mira, hand.at + HOUR, to=999)
    hand.forward(HOUR)
    assert (strike(world), left(world, world.mira)) == (
        [True],
        [("Good morning", "There is no such message to reply to.")],
    )


def test_only_who_scheduled_it_can_touch_it(world: World, hand: Hand) -> None:
    plan = schedule(world, world.mira, hand.at + HOUR)
    for actor in (world.kit, world.otto):
        for act in (
            partial(change_scheduled, actor=actor, plan=plan.id, text="Ha", at=None),
            partial(cancel_scheduled, actor=actor, plan=plan.id),
            partial(send_now, actor=actor, plan=plan.id),
        ):
            with pytest.raises(NotFound):
                world.store.write(act)
    assert world.store.write(lambda tx: send_due(tx, world.kit, plan.id)) is True
    with pytest.raises(NotFound):
        schedule(world, world.otto, hand.at + HOUR)
    assert (said(world), left(world, world.kit), left(world, world.mira)) == ([], [], [("Good morning", None)])


def test_the_same_key_again_changes_nothing_in_another_room_it_is_refused(world: World, hand: Hand) -> None:
    plan = schedule(world, world.mira, hand.at + HOUR)
    assert schedule(world, world.mira, hand.at + 2 * HOUR) == plan
    other = world.store.write(lambda tx: create_room(tx, world.mira, "Study"))
    with pytest.raises(KeyReuse):
        schedule(world._replace(room=other.id), world.mira, hand.at + HOUR)
    assert left(world, world.mira) == [("Good morning", None)]
    schedule(world, world.kit, hand.at + HOUR)  # another person's key is another key


def test_text_and_time_can_be_changed_and_it_can_be_given_up(world: World, hand: Hand) -> None:
    plan = schedule(world, world.mira, hand.at + HOUR)
    changed = world.store.write(lambda tx: change_scheduled(tx, world.mira, plan.id, "Good night", None))
    assert (changed.message, changed.at, changed.key) == ("Good night", plan.at, plan.key)
    changed = world.store.write(lambda tx: change_scheduled(tx, world.mira, plan.id, None, hand.at + DAY))
    assert (changed.message, changed.at) == ("Good night", "2027-01-16T08:00:00.000Z")
    hand.forward(HOUR)
    assert strike(world) == []
    assert len(told(world, lambda tx: cancel_scheduled(tx, world.mira, plan.id))) == 1
    assert left(world, world.mira) == []


def test_sent_at_once_it_is_posted_and_what_refuses_it_leaves_it(world: World, hand: Hand) -> None:
    plan = schedule(world, world.mira, hand.at + HOUR)
    assert world.store.write(lambda tx: send_now(tx, world.mira, plan.id)).dup is False
    assert (said(world), left(world, world.mira)) == ([("Mira", "Good morning")], [])
    plan = schedule(world, world.mira, hand.at + HOUR, key="key-00000002")
    world.store.write(lambda tx: leave_room(tx, world.mira, world.room))
    with pytest.raises(NotFound):
        world.store.write(lambda tx: send_now(tx, world.mira, plan.id))
    assert left(world, world.mira) == [("Good morning", None)]


def test_a_time_is_to_come_and_at_most_a_year_ahead(world: World, hand: Hand) -> None:
    for at in (hand.at, hand.at - 1, hand.at + AHEAD + 1):
        with pytest.raises(Invalid) as refused:
            schedule(world, world.mira, at)
        assert refused.value.field == "at"
    plan = schedule(world, world.mira, hand.at + AHEAD)
    with pytest.raises(Invalid):
        world.store.write(lambda tx: change_scheduled(tx, world.mira, plan.id, None, hand.at))
    for text in ("0001-01-01T00:00:00+10:00", "9999-12-31T23:59:59-10:00"):
        with pytest.raises(Invalid):
            schedule(world, world.mira, checked_moment(text), key="key-00000002")
    for text in ("", "tomorrow", "2027-13-01", "9" * 10_000, "9999-99-99T00:00:00Z"):
        with pytest.raises(Invalid):
            checked_moment(text)


def test_a_hundred_may_wait_and_not_one_more(world: World, hand: Hand) -> None:
    for n in range(SCHEDULED_LIMIT):
        schedule(world, world.mira, hand.at + HOUR, f"line {n}", f"key-{n:08}")
    with pytest.raises(Invalid):
        schedule(world, world.mira, hand.at + HOUR, "one more", "key-00009999")
    assert len(left(world, world.mira)) == SCHEDULED_LIMIT
    schedule(world, world.kit, hand.at + HOUR)  # others have their own


def test_on_a_disk_that_is_nearly_full_nothing_is_scheduled_and_what_is_due_waits(world: World, hand: Hand) -> None:
    plan = schedule(world, world.mira, hand.at + HOUR)
    hand.forward(HOUR)

    def tight(tx: Tx, act: object) -> object:
        tx.tight = True
        return act(tx)  # type: ignore[operator]

    post = checked_post(world.mira, world.room, "key-00000002", "More")
    with pytest.raises(StorageFull):
        world.store.write(lambda tx: tight(tx, lambda tx: schedule_message(tx, post, hand.at + HOUR)))
    assert world.store.write(lambda tx: tight(tx, lambda tx: send_due(tx, world.mira, plan.id))) is False
    assert (strike(world), said(world)) == ([True], [("Mira", "Good morning")])


def test_an_account_or_a_room_that_goes_takes_its_plans_along(world: World, hand: Hand) -> None:
    attic = world.store.write(lambda tx: create_room(tx, world.kit, "Attic"))
    schedule(world._replace(room=attic.id), world.kit, hand.at + HOUR)
    world.store.write(lambda tx: tx.execute(delete(Room).where(Room.id == attic.id)))
    assert left(world, world.kit) == []
    keep = {"account_id": world.otto.id, "room_id": world.room, "key": "key-00000009", "body": "x", "at": 0}
    world.store.write(lambda tx: tx.execute(insert(Scheduled).values(keep)))
    world.store.write(lambda tx: tx.execute(delete(Account).where(Account.id == world.otto.id)))
    count = select(func.count()).select_from(Scheduled)
    assert world.store.read(lambda tx: tx.execute(count).scalar_one()) == 0
