"""What somebody has planned, and what of it wants his attention now."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import Row, Select, func, select

from parlour import wire
from parlour.accounts.models import Account
from parlour.clock import rfc3339
from parlour.events import DueChanged
from parlour.plans.models import Reminder, Scheduled
from parlour.rooms.models import Member, Message
from parlour.store import Tx
from parlour.wire import DUE_LIMIT, Due, Person

QUOTED = 300  # characters of a message beside its reminder


def scheduled_of(tx: Tx, actor: Person) -> list[wire.Scheduled]:
    """Return what the actor has scheduled, by time; what could not be sent is still there, with the reason."""
    his = select(Scheduled.__table__).where(Scheduled.account_id == actor.id)
    return [as_scheduled(row) for row in tx.execute(his.order_by(Scheduled.at, Scheduled.id))]


def reminders_of(tx: Tx, actor: Person) -> list[wire.Reminder]:
    """Return the actor's reminders by time; those that rang and were not done with are among them."""
    his = _reminders().where(Reminder.account_id == actor.id).order_by(Reminder.at, Reminder.id)
    return [_as_reminder(row) for row in tx.execute(his)]


def reminder_at(tx: Tx, reminder: int) -> wire.Reminder:
    """Return one reminder, whoever asks."""
    return _as_reminder(tx.execute(_reminders().where(Reminder.id == reminder)).one())


def due_of_each(tx: Tx, accounts: Collection[int]) -> dict[int, Due]:
    """Return what wants the attention of each of the accounts, with two statements however many they are."""
    rung: dict[int, list[wire.Reminder]] = {account: [] for account in accounts}
    unsent: dict[int, list[wire.Scheduled]] = {account: [] for account in accounts}
    ringing = _reminders().where(Reminder.account_id.in_(accounts), Reminder.rung_at.is_not(None))
    for row in tx.execute(ringing.order_by(Reminder.at.desc(), Reminder.id.desc())):
        rung[row.account_id].append(_as_reminder(row))
    kept = select(Scheduled.__table__).where(Scheduled.account_id.in_(accounts), Scheduled.problem.is_not(None))
    for row in tx.execute(kept.order_by(Scheduled.at.desc(), Scheduled.id.desc())):
        told = as_scheduled(row)
        unsent[row.account_id].append(msgspec.structs.replace(told, message=told.message[:QUOTED]))
    return {one: Due(rung[one][:DUE_LIMIT][::-1], unsent[one][:DUE_LIMIT][::-1]) for one in accounts}


def tell_plans(tx: Tx, account: int) -> None:
    """Announce that somebody's plans have changed, with what wants his attention now."""
    tx.announce(DueChanged(account, due_of_each(tx, [account])[account]))


def as_scheduled(row: Row[Any]) -> wire.Scheduled:
    """Return a scheduled message as it travels."""
    return wire.Scheduled(
        row.id, row.room_id, row.key, row.body, rfc3339(row.at), reply_to=row.reply_to, problem=row.problem
    )


def _reminders() -> Select[*tuple[Any, ...]]:
    """With what the message says now, if whose reminder it is may still read it."""
    inside = (Member.room_id == Reminder.room_id) & (Member.account_id == Reminder.account_id)
    about = (Message.room_id == Member.room_id) & (Message.seq == Reminder.seq)
    said = func.substr(Message.body, 1, QUOTED).label("said")
    found = select(Reminder.__table__, Member.room_id.label("inside"), said, Account.username)
    found = found.join(Member, inside, isouter=True).join(Message, about, isouter=True)
    return found.join(Account, Account.id == Message.author_id, isouter=True)


def _as_reminder(row: Row[Any]) -> wire.Reminder:
    room, seq = (row.room_id, row.seq) if row.inside else (None, None)
    said, who = row.said or "", row.username or ""
    return wire.Reminder(row.id, rfc3339(row.at), row.body, room, seq, who, said, row.rung_at is not None)
