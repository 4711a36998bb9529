"""Reading in context: the messages before a place, after it and around it, and from a moment on."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam, exists, select

from parlour import wire
from parlour.messages.reads import messages_before, run_at, run_before, run_from
from parlour.rooms.models import Message
from parlour.rooms.reads import room_for
from parlour.store import Tx
from parlour.wire import PAGE, PAGE_LIMIT, Page, Person

NEXT = (
    select(Message.seq, Message.created_at)
    .where(Message.room_id == bindparam("room"), Message.seq >= bindparam("seq"))
    .order_by(Message.seq)
    .limit(1)
)
SIDES = select(
    exists().where(Message.room_id == bindparam("room"), Message.seq < bindparam("first")).label("older"),
    exists().where(Message.room_id == bindparam("room"), Message.seq > bindparam("last")).label("newer"),
)


def page_before(tx: Tx, actor: Person, room: int, before: int | None = None, limit: int = PAGE) -> Page:
    """Return up to `limit` messages of one of the actor's rooms before a place (or the newest)."""
    found = messages_before(tx, actor, room, before, limit)
    return _page(tx, room, found, 1 if before is None else before)


def page_after(tx: Tx, actor: Person, room: int, after: int, limit: int = PAGE) -> Page:
    """Return up to `limit` messages of one of the actor's rooms after a place."""
    room_for(tx, actor, room)
    return _page(tx, room, run_from(tx, room, after + 1, min(limit, PAGE_LIMIT)), after + 1)


def page_around(tx: Tx, actor: Person, room: int, seq: int, limit: int = PAGE) -> Page:
    """Return up to `limit` messages, half of them before a place; `at` is that place if a message stands there."""
    room_for(tx, actor, room)
    before = min(limit, PAGE_LIMIT) // 2
    found = run_before(tx, room, seq, before) + run_from(tx, room, seq, min(limit, PAGE_LIMIT) - before)
    at = seq if any(message.seq == seq for message in found) else None
    return _page(tx, room, found, seq, at)


def page_since(tx: Tx, actor: Person, room: int, moment: int, limit: int = PAGE) -> Page:
    """Return the messages around the first at or after a moment (ms), `at`; around the end where there is none."""
    end = room_for(tx, actor, room).rev + 1
    return page_around(tx, actor, room, _first_since(tx, room, moment, end), limit)


def messages_at(tx: Tx, actor: Person, room: int, seqs: Collection[int]) -> Page:
    """Return what stands at some places of one of the actor's rooms, each as it is now."""
    room_for(tx, actor, room)
    return _page(tx, room, run_at(tx, room, seqs), min(seqs))


def _first_since(tx: Tx, room: int, moment: int, end: int) -> int:
    """Return the place of the first message at or after a moment; `end` where there is none.

    Times follow places, so the place is found by halves, each step one look into the primary key: an index of times
    would cost every message that is posted. Where the server's clock was set back it is one of those that fit.
    """
    low, high = 1, end
    while low < high:
        middle = (low + high) // 2
        found = tx.execute(NEXT, {"room": room, "seq": middle}).first()
        if found is None or found.created_at >= moment:
            high = middle
        else:
            low = found.seq + 1
    found = tx.execute(NEXT, {"room": room, "seq": low}).first()
    return end if found is None else int(found.seq)


def _page(tx: Tx, room: int, found: list[wire.Message], place: int, at: int | None = None) -> Page:
    """Say of messages whether there are more on either side; of none, on either side of `place`."""
    first, last = (found[0].seq, found[-1].seq) if found else (place, place - 1)
    sides = tx.execute(SIDES, {"room": room, "first": first, "last": last}).one()
    return Page(messages=found, older=bool(sides.older), newer=bool(sides.newer), at=at)
