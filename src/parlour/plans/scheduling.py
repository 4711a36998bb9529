"""Messages that wait for their time. Each has the key that it will be posted with, so it is posted once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from parlour import wire
from parlour.errors import Invalid, KeyReuse, Limited, NotFound, Problem, StorageFull, Unavailable
from parlour.messages.actions import Post, post_messages
from parlour.plans.checks import check_time
from parlour.plans.models import Scheduled
from parlour.plans.reads import as_scheduled, tell_plans
from parlour.rooms.reads import room_for
from parlour.store import Tx
from parlour.wire import SCHEDULED_LIMIT, Person, Sent

OUTSIDE = "You were not in the room any more."


def schedule_message(tx: Tx, post: Post, at: int) -> wire.Scheduled:
    """Keep a message until it is to be posted; the same key once more changes nothing."""
    known = tx.execute(_of(post.actor).where(Scheduled.key == post.key)).first()
    if known is not None:
        if known.room_id != post.room:
            raise KeyReuse
        return as_scheduled(known)
    room_for(tx, post.actor, post.room)
    check_time(tx.now, at)
    _check_room(tx, post.actor)
    values = {"room_id": post.room, "key": post.key, "body": post.text, "reply_to": post.reply_to, "at": at}
    made = insert(Scheduled).values(account_id=post.actor.id, **values).returning(Scheduled.__table__)
    row = tx.execute(made).one()
    tell_plans(tx, post.actor.id)
    return as_scheduled(row)


def change_scheduled(tx: Tx, actor: Person, plan: int, text: str | None, at: int | None) -> wire.Scheduled:
    """Give one of the actor's scheduled messages another text or time; one that could not be sent needs a new time."""
    row = _locked(tx, actor, plan)
    at = row.at if at is None else at
    if at != row.at or row.problem is not None:
        check_time(tx.now, at)
    values = {"body": row.body if text is None else text, "at": at, "problem": None}
    changed = update(Scheduled).where(Scheduled.id == plan).values(values).returning(Scheduled.__table__)
    row = tx.execute(changed).one()
    tell_plans(tx, actor.id)
    return as_scheduled(row)


def cancel_scheduled(tx: Tx, actor: Person, plan: int) -> None:
    """Give up one of the actor's scheduled messages."""
    _locked(tx, actor, plan)
    _forget(tx, actor.id, plan)


def send_now(tx: Tx, actor: Person, plan: int) -> Sent:
    """Post one of the actor's scheduled messages without waiting any longer; what refuses it leaves it as it is."""
    row = _locked(tx, actor, plan)
    answer = _post(tx, actor, row)
    if isinstance(answer, Problem):
        raise answer
    _forget(tx, actor.id, plan)
    return answer


def send_due(tx: Tx, actor: Person, plan: int) -> bool:
    """Post a scheduled message whose time has come; return False where it has to wait a little longer.

    Taking it off the list is part of the transaction that posts it: whichever process comes second finds nothing.
    What refuses it for good is kept with it, and told.
    """
    due = (Scheduled.id == plan) & (Scheduled.at <= tx.now) & Scheduled.problem.is_(None)
    row = tx.execute(_of(actor).where(due).with_for_update(skip_locked=True)).first()
    if row is None:
        return True
    answer = _post(tx, actor, row)
    if isinstance(answer, Unavailable | Limited):
        return False
    if isinstance(answer, Sent):
        _forget(tx, actor.id, plan)
    else:
        give_up(tx, actor, plan, OUTSIDE if isinstance(answer, NotFound) else answer.text)
    return True


def give_up(tx: Tx, actor: Person, plan: int, why: str) -> None:
    """Keep a message that could not be posted, with the reason."""
    tx.execute(update(Scheduled).where(Scheduled.id == plan).values(problem=why[:200]))
    tell_plans(tx, actor.id)


def _of(actor: Person) -> Any:
    return select(Scheduled.__table__).where(Scheduled.account_id == actor.id)


def _locked(tx: Tx, actor: Person, plan: int) -> Row[Any]:
    row: Row[Any] | None = tx.execute(_of(actor).where(Scheduled.id == plan).with_for_update()).first()
    if row is None:
        raise NotFound
    return row


def _post(tx: Tx, actor: Person, row: Row[Any]) -> Sent | Problem:
    [answer] = post_messages(tx, [Post(actor, row.room_id, row.key, row.body, row.reply_to)])
    return answer


def _forget(tx: Tx, account: int, plan: int) -> None:
    tx.execute(delete(Scheduled).where(Scheduled.id == plan))
    tell_plans(tx, account)


def _check_room(tx: Tx, actor: Person) -> None:
    there = select(func.count()).select_from(Scheduled).where(Scheduled.account_id == actor.id)
    if tx.execute(there).scalar_one() >= SCHEDULED_LIMIT:
        raise Invalid(f"At most {SCHEDULED_LIMIT} messages can be scheduled. Send or delete one first.")
    if tx.tight:
        raise StorageFull(retry_after=5)
