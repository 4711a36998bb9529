"""Reminders: of a message, or of a text. They ring at their time and stay until they are done with."""

from __future__ import annotations

from sqlalchemy import delete, func, insert, select, update

from parlour import wire
from parlour.errors import Invalid, NotFound, StorageFull
from parlour.messages.reads import message_at
from parlour.plans.checks import check_time, checked_moment, checked_words
from parlour.plans.models import Reminder
from parlour.plans.reads import reminder_at, tell_plans
from parlour.rooms.reads import room_for
from parlour.store import Tx
from parlour.wire import REMINDERS_LIMIT, Person, Remind


def set_reminder(tx: Tx, actor: Person, asked: Remind) -> wire.Reminder:
    """Have the actor reminded of a message that he can read, of a text, or of both."""
    at = checked_moment(asked.at)
    text = checked_words(asked.text)
    if (asked.room is None) != (asked.seq is None) or not (text or asked.seq):
        raise Invalid("Say what to remind you of.", field="text")
    if asked.room is not None and asked.seq is not None:
        _check_message(tx, actor, asked.room, asked.seq)
    check_time(tx.now, at)
    _check_count(tx, actor)
    values = {"room_id": asked.room, "seq": asked.seq, "body": text, "at": at}
    made = insert(Reminder).values(account_id=actor.id, **values).returning(Reminder.id)
    plan = tx.execute(made).scalar_one()
    tell_plans(tx, actor.id)
    return reminder_at(tx, plan)


def move_reminder(tx: Tx, actor: Person, plan: int, at: int) -> wire.Reminder:
    """Have one of the actor's reminders ring at another time, also one that rang already."""
    check_time(tx.now, at)
    his = (Reminder.id == plan) & (Reminder.account_id == actor.id)
    if not tx.execute(update(Reminder).where(his).values(at=at, rung_at=None)).rowcount:
        raise NotFound
    tell_plans(tx, actor.id)
    return reminder_at(tx, plan)


def end_reminder(tx: Tx, actor: Person, plan: int) -> None:
    """Be done with one of the actor's reminders."""
    if not tx.execute(delete(Reminder).where(Reminder.id == plan, Reminder.account_id == actor.id)).rowcount:
        raise NotFound
    tell_plans(tx, actor.id)


def _check_message(tx: Tx, actor: Person, room: int, seq: int) -> None:
    room_for(tx, actor, room)
    message = message_at(tx, room, seq)
    if message is None or message.kind == "deleted":
        raise NotFound


def _check_count(tx: Tx, actor: Person) -> None:
    there = select(func.count()).select_from(Reminder).where(Reminder.account_id == actor.id)
    if tx.execute(there).scalar_one() >= REMINDERS_LIMIT:
        raise Invalid(f"At most {REMINDERS_LIMIT} reminders. Be done with one first.")
    if tx.tight:
        raise StorageFull(retry_after=5)
