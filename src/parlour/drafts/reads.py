"""What somebody has begun to write."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, func, select

from parlour import wire
from parlour.drafts.models import Draft
from parlour.rooms.models import Member
from parlour.store import Tx
from parlour.wire import Person


def drafts_of(tx: Tx, actor: Person, after: int = 0) -> list[wire.Draft]:
    """Return the actor's drafts in rooms that he is in, changed after `after`, the latest last; empty ones too."""
    inside = (Member.room_id == Draft.room_id) & (Member.account_id == Draft.account_id)
    his = select(Draft.__table__).join(Member, inside).where(Draft.account_id == actor.id, Draft.rev > after)
    return [as_wire(row) for row in tx.execute(his.order_by(Draft.rev))]


def last_drafts(tx: Tx, accounts: Collection[int]) -> dict[int, int]:
    """Return the last change of each account's drafts, 0 where there is none, with one statement for all."""
    theirs = select(Draft.account_id, func.max(Draft.rev).label("rev")).where(Draft.account_id.in_(accounts))
    found = {row.account_id: row.rev for row in tx.execute(theirs.group_by(Draft.account_id))}
    return {account: found.get(account, 0) for account in accounts}


def as_wire(row: Row[Any]) -> wire.Draft:
    """Return a draft as it travels."""
    return wire.Draft(row.room_id, row.body, row.rev, row.reply_to, row.device)
