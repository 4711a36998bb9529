"""What can be done with an inbox: note that one has seen what is in it."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import update

from parlour.accounts.changes import note_change
from parlour.inbox.reads import unread_of
from parlour.rooms.models import Entry
from parlour.store import Tx
from parlour.wire import Person


def read_inbox(tx: Tx, actor: Person, entries: Collection[int] | None = None) -> int:
    """Mark some of the actor's entries as read, or all; return how many are unread now."""
    unread = update(Entry).where(Entry.account_id == actor.id, Entry.read_at.is_(None))
    if entries is not None:
        unread = unread.where(Entry.id.in_(entries))
    if tx.execute(unread.values(read_at=tx.now)).rowcount:
        note_change(tx, actor)
    return unread_of(tx, actor)
