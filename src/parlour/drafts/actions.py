"""Keeping what somebody has begun to write: the last change wins, in the order in which they come here."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from parlour import wire
from parlour.drafts.models import Draft
from parlour.drafts.reads import as_wire
from parlour.errors import StorageFull
from parlour.events import DraftChanged
from parlour.rooms.reads import room_for
from parlour.store import Tx
from parlour.text import checked_body
from parlour.wire import DRAFTS_LIMIT, MESSAGE_LIMIT, Person, SaveDraft


def checked_draft(asked: SaveDraft) -> SaveDraft:
    """Return a draft that can be stored; raise `Invalid`. Blank is empty. Costs no transaction."""
    if asked.message.strip():
        checked_body(asked.message, MESSAGE_LIMIT)
        return asked
    return wire.SaveDraft(asked.room, "", asked.reply_to, asked.device, asked.nth)


def save_draft(tx: Tx, actor: Person, asked: SaveDraft) -> wire.Draft:
    """Keep what the actor has begun to write in one of his rooms, and return what is kept then.

    A save that was overtaken by a later one of the same device changes nothing: a sent text must not come back.
    """
    room_for(tx, actor, asked.room)
    his = Draft.account_id == actor.id
    known = tx.execute(select(Draft.__table__).where(his, Draft.room_id == asked.room)).first()
    if _is_nothing_new(known, asked):
        return as_wire(known) if known else wire.Draft(asked.room, "", 0)
    if tx.tight and len(asked.message) > (len(known.body) if known else 0):
        raise StorageFull(retry_after=5)
    last = tx.execute(select(func.max(Draft.rev)).where(his)).scalar() or 0
    values = {"body": asked.message, "reply_to": asked.reply_to, "device": asked.device, "nth": asked.nth}
    if known:
        tx.execute(update(Draft).where(his, Draft.room_id == asked.room).values(rev=last + 1, **values))
    else:
        tx.execute(insert(Draft).values(account_id=actor.id, room_id=asked.room, rev=last + 1, **values))
        _let_go(tx, actor)
    saved = wire.Draft(asked.room, asked.message, last + 1, asked.reply_to, asked.device)
    tx.announce(DraftChanged(actor.id, saved))
    return saved


def _is_nothing_new(known: Row[Any] | None, asked: SaveDraft) -> bool:
    if known is None:
        return not asked.message and asked.reply_to is None
    overtaken = bool(asked.device) and (known.device, known.nth >= asked.nth) == (asked.device, True)
    return overtaken or (known.body, known.reply_to) == (asked.message, asked.reply_to)


def _let_go(tx: Tx, actor: Person) -> None:
    """Past the limit those go that were not touched for longest; where they were written they are still kept."""
    his = select(Draft.room_id).where(Draft.account_id == actor.id).order_by(Draft.rev.desc())
    rest = tx.execute(his.offset(DRAFTS_LIMIT)).scalars().all()
    if rest:
        tx.execute(delete(Draft).where(Draft.account_id == actor.id, Draft.room_id.in_(rest)))
