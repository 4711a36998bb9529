"""What the clock strikes for: what is due now, when to look again, and the ringing of reminders."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, select, update

from parlour.accounts.models import Account
from parlour.plans.models import Reminder, Scheduled
from parlour.plans.reads import tell_plans
from parlour.store import Tx
from parlour.wire import Person

AT_ONCE = 50

NEXT_MESSAGE = select(func.min(Scheduled.at)).where(Scheduled.problem.is_(None))
NEXT_REMINDER = select(func.min(Reminder.at)).where(Reminder.rung_at.is_(None))


class Waiting(NamedTuple):
    """Scheduled messages that are due, with their authors, whether a reminder is, and the ms until there is more."""

    messages: list[tuple[Person, int]]
    reminders: bool
    wait: int | None


def waiting(tx: Tx) -> Waiting:
    """Look what is due, the oldest first, at most 50; and how long to wait for what is not."""
    message, reminder = (tx.execute(ask).scalar() for ask in (NEXT_MESSAGE, NEXT_REMINDER))
    ahead = [at for at in (message, reminder) if at is not None]
    due = _due_messages(tx) if message is not None and message <= tx.now else []
    rings = reminder is not None and reminder <= tx.now
    return Waiting(due, rings, max(0, min(ahead) - tx.now) if ahead else None)


def ring_due(tx: Tx) -> None:
    """Let reminders ring whose time has come: told at once, and there until they are done with."""
    due = select(Reminder.id).where(Reminder.rung_at.is_(None), Reminder.at <= tx.now).order_by(Reminder.at)
    ids = tx.execute(due.limit(AT_ONCE).with_for_update(skip_locked=True)).scalars().all()
    rung = update(Reminder).where(Reminder.id.in_(ids)).values(rung_at=tx.now).returning(Reminder.account_id)
    for account in sorted(set(tx.execute(rung).scalars())) if ids else ():
        tell_plans(tx, account)


def _due_messages(tx: Tx) -> list[tuple[Person, int]]:
    due = select(Scheduled.id, Account.id.label("account"), Account.username, Account.role)
    due = due.join(Account, Account.id == Scheduled.account_id)
    due = due.where(Scheduled.problem.is_(None), Scheduled.at <= tx.now).order_by(Scheduled.at, Scheduled.id)
    return [(Person(row.account, row.username, row.role), row.id) for row in tx.execute(due.limit(AT_ONCE))]
