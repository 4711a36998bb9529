"""What can be asked of inboxes. What is in a room that one has left, or is by somebody one ignores, is left out."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, exists, func, select

from parlour import wire
from parlour.accounts.models import Account
from parlour.clock import rfc3339
from parlour.people.models import Ignored
from parlour.rooms.models import Entry, Member, Message
from parlour.store import Tx
from parlour.wire import ENTRY_TEXT, INBOX_PAGE, Inbox, InboxState, Person

IN_ROOM = (Member.room_id == Entry.room_id) & (Member.account_id == Entry.account_id)
HEEDED = ~exists().where(Ignored.account_id == Entry.account_id, Ignored.ignored_id == Entry.author_id)


def inbox_of(tx: Tx, actor: Person, before: int | None = None) -> Inbox:
    """Return a page of the actor's inbox, the newest first."""
    columns = (Entry.id, Entry.kind, Entry.room_id, Entry.seq, Entry.author_id, Entry.word, Entry.read_at)
    said = func.substr(Message.body, 1, ENTRY_TEXT).label("body")
    at = (Message.room_id == Entry.room_id) & (Message.seq == Entry.seq)
    found = select(*columns, Entry.created_at, said, Account.username).join(Member, IN_ROOM).join(Message, at)
    found = found.join(Account, Account.id == Entry.author_id).where(Entry.account_id == actor.id, HEEDED)
    if before is not None:
        found = found.where(Entry.id < before)
    rows = tx.execute(found.order_by(Entry.id.desc()).limit(INBOX_PAGE + 1)).all()
    entries = [_as_wire(row) for row in rows[:INBOX_PAGE]]
    more = len(rows) > INBOX_PAGE
    return Inbox(entries=entries, unread=unread_of(tx, actor), before=entries[-1].id if more else None)


def unread_of(tx: Tx, actor: Person) -> int:
    """Return how many entries the actor has not read."""
    return states_of_each(tx, [actor.id])[actor.id].unread


def states_of_each(tx: Tx, accounts: Collection[int]) -> dict[int, InboxState]:
    """Return how the inbox of each of the accounts stands, with two statements however many they are."""
    last = int(tx.execute(select(func.coalesce(func.max(Entry.id), 0))).scalar_one())
    counts = {row.account_id: row.unread for row in tx.execute(_unread(accounts))}
    return {account: InboxState(unread=counts.get(account, 0), last=last) for account in accounts}


def _unread(accounts: Collection[int]) -> Select[*tuple[Any, ...]]:
    unread = select(Entry.account_id, func.count().label("unread")).join(Member, IN_ROOM)
    return unread.where(Entry.account_id.in_(accounts), Entry.read_at.is_(None), HEEDED).group_by(Entry.account_id)


def _as_wire(row: Any) -> wire.Entry:
    return wire.Entry(
        id=row.id,
        kind=row.kind,
        room=row.room_id,
        seq=row.seq,
        user_id=row.author_id,
        username=row.username,
        timestamp=rfc3339(row.created_at),
        message=row.body,
        word=row.word,
        read=row.read_at is not None,
    )
