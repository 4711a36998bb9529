"""Retention: what is older than its room keeps is removed for real, the oldest first, so many at a time.

Each portion is one transaction: the rows go, and one line of the room (kind `cleared`) is stored, or restated, which
says from which place on messages are kept. So a million deletions are a few small events, which catching up repairs
like any other, and after each of them a client holds what a fresh fetch gives. The line stays where it was first said.
"""

from __future__ import annotations

from html import escape
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, Table, delete, select, update

from parlour import wire
from parlour.accounts.changes import note_changes
from parlour.clock import DAY, rfc3339
from parlour.messages.reads import message_at
from parlour.rooms.keeping import days_kept
from parlour.rooms.models import Member, Message, Room
from parlour.rooms.sequence import Stored, lock, next_rev, restate, store
from parlour.store.schema import Base
from parlour.wire import Person

if TYPE_CHECKING:
    from parlour.store import Tx

DERIVED = "search_"  # tables that triggers keep in step with the messages
OLDEST = (
    select(Message.created_at)
    .where(Message.room_id == Room.id, Message.kind != "cleared")
    .order_by(Message.seq)
    .limit(1)
    .correlate(Room)
    .scalar_subquery()
)


def overdue_rooms(tx: Tx, of_server: int) -> list[int]:
    """Return the rooms with messages older than they keep; `of_server`: days that the server keeps any, 0: for ever."""
    rooms = select(Room.id, Room.keep_days, OLDEST.label("oldest"))
    if not of_server:
        rooms = rooms.where(Room.keep_days.is_not(None))
    found = tx.execute(rooms.order_by(Room.id))
    return [row.id for row in found if row.oldest is not None and row.oldest < _limit(tx, row.keep_days, of_server)]


def clear_room(tx: Tx, room: int, of_server: int, most: int) -> int:
    """Remove up to `most` of a room's oldest messages that are over; return how many, 0 when there are no more."""
    lock(tx, room)
    own = tx.execute(select(Room.keep_days, Room.cleared_seq).where(Room.id == room)).first()
    if own is None:
        return 0
    limit = _limit(tx, own.keep_days, of_server)
    oldest = select(Message.seq, Message.post, Message.created_at)
    oldest = oldest.where(Message.room_id == room, Message.kind != "cleared").order_by(Message.seq).limit(most + 1)
    over = list(takewhile(lambda row: row.created_at < limit, tx.execute(oldest)))
    gone = over[:most]
    if gone:
        last = message_at(tx, room, gone[-1].seq)
        assert last is not None  # noqa: S101  (it was read a moment ago, under the lock)
        _remove(tx, room, last.seq)
        _say(tx, own.cleared_seq, last, gone[-1].post, f"Messages from before {rfc3339(limit)[:10]} were deleted")
        _move_readers(tx, room, gone[-1], tell=len(over) <= most)
    return len(gone)


def _limit(tx: Tx, own: int | None, of_server: int) -> int:
    """The moment (ms) before which nothing is kept."""
    days = days_kept(own, of_server)
    return tx.now - days * DAY if days else 0


def _remove(tx: Tx, room: int, last: int) -> None:
    """Remove what stands at the places up to `last`, and all that hangs on it, whatever table that is in."""
    for table in reversed(Base.metadata.sorted_tables):
        if _hangs_on_messages(table):
            there = (table.c.room_id == room) & (table.c.seq <= last)
            gone = there & (Message.kind != "cleared") if table is Message.__table__ else there
            tx.execute(delete(table).where(gone))


def _hangs_on_messages(table: Table) -> bool:
    """Rows that only mention a message, such as reminders, say where by numbers that may be missing."""
    here = {"room_id", "seq"} <= set(table.c.keys()) and not table.name.startswith(DERIVED)
    return here and not table.c.seq.nullable


def _say(tx: Tx, at: int | None, last: wire.Message, post: int, text: str) -> None:
    """Say from which place on messages are kept: the room's line about it, restated where it has one already."""
    said: dict[str, Any] = {"body": text, "html": f"<p>{escape(text)}</p>", "reply_to": last.seq + 1}
    line = message_at(tx, last.room, at) if at else None
    if line is not None:
        # Once nothing stands before it, it counts what was there.
        restate(tx, line, said | ({"post": post} if line.seq <= last.seq else {}))
        return
    author = Person(last.user_id, last.username, "member")
    rev, posts = next_rev(tx, last.room)
    key = f"cleared-{last.room}-{rev}"
    row = Stored(last.room, rev, rev, posts, author.id, key, "cleared", "", "", tx.now)
    store(tx, [(row._replace(**said), author)])
    tx.execute(update(Room).where(Room.id == last.room).values(cleared_seq=rev))


def _move_readers(tx: Tx, room: int, last: Row[Any], *, tell: bool) -> None:
    """Nobody has anything left to read of what is gone; those whom that concerns are told once, at the end."""
    behind = (Member.room_id == room) & (Member.read_seq <= last.seq)
    moved = update(Member).where(behind).values(read_seq=last.seq, read_posts=last.post).returning(Member.account_id)
    people = [Person(account, "", "member") for account in tx.execute(moved).scalars()]
    if people and tell:
        note_changes(tx, people)
