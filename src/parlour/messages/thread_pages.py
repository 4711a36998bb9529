"""Reading threads: the replies of one, page by page, and the threads that somebody follows, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, exists, func, select, tuple_

from parlour import wire
from parlour.errors import Invalid
from parlour.messages.following import FOLLOWED, Who, check_root, following
from parlour.messages.models import Follower
from parlour.messages.reads import run_at, run_before, run_from
from parlour.rooms.models import Message
from parlour.rooms.reads import room_for
from parlour.store import Tx
from parlour.wire import PAGE, PAGE_LIMIT, THREADS_PAGE, FollowedThread, Person, ThreadPage, Threads

# When something was said last in a thread, or when it was followed; what is the same then has an order too.
MOMENT = (func.coalesce(Message.replied_at, Follower.followed_at), Follower.room_id, Follower.seq)
MINE = FOLLOWED.add_columns(MOMENT[0].label("moment")).join(
    Message, (Message.room_id == Follower.room_id) & (Message.seq == Follower.seq)
)


class Part(NamedTuple):
    """Which replies of a thread: the last before a place, the first after it, half of each, or the newest."""

    before: int | None = None
    after: int | None = None
    around: int | None = None
    limit: int = PAGE


NEWEST = Part()


def thread_page(tx: Tx, actor: Person, room: int, seq: int, part: Part = NEWEST) -> ThreadPage:
    """Return what a thread of one of the actor's rooms began with, and some of its replies, oldest first."""
    room_for(tx, actor, room)
    check_root(tx, room, seq)
    [root] = run_at(tx, room, [seq])
    found = _replies(tx, root, part)
    place = part.before or part.around or (part.after or 0) + 1
    first, last = (found[0].seq, found[-1].seq) if found else (place, place - 1)
    here = (Message.room_id == room) & (Message.thread == seq)
    older, newer = (exists().where(here, beyond) for beyond in (Message.seq < first, Message.seq > last))
    sides = tx.execute(select(older.label("older"), newer.label("newer"))).one()
    at = part.around if any(message.seq == part.around for message in found) else None
    mine = following(tx, Who(room, seq, actor.id))
    return ThreadPage(
        root=root, following=mine, messages=found, older=bool(sides.older), newer=bool(sides.newer), at=at
    )


def threads_of(tx: Tx, actor: Person, before: str | None = None) -> Threads:
    """Return a page of the threads that the actor follows, those in which something was said last first."""
    mine = MINE.where(Follower.account_id == actor.id)
    if before is not None:
        mine = mine.where(tuple_(*MOMENT) < _moment(before))
    rows = tx.execute(mine.order_by(*(one.desc() for one in MOMENT)).limit(THREADS_PAGE + 1)).all()
    page = rows[:THREADS_PAGE]
    roots = _roots(tx, page)
    threads = [FollowedThread(roots[row.room_id, row.seq], row.read_seq, row.unread) for row in page]
    last = page[-1] if len(rows) > THREADS_PAGE else None
    return Threads(threads, last and f"{last.moment}.{last.room_id}.{last.seq}")


def _replies(tx: Tx, root: wire.Message, part: Part) -> list[wire.Message]:
    room, thread, limit = root.room, root.seq, min(part.limit, PAGE_LIMIT)
    if part.after is not None:
        return run_from(tx, room, part.after + 1, limit, thread)
    if part.around is None:
        return run_before(tx, room, part.before, limit, thread)
    before = limit // 2
    return run_before(tx, room, part.around, before, thread) + run_from(tx, room, part.around, limit - before, thread)


def _roots(tx: Tx, rows: Sequence[Row[Any]]) -> dict[tuple[int, int], wire.Message]:
    places: dict[int, list[int]] = {}
    for row in rows:
        places.setdefault(row.room_id, []).append(row.seq)
    found = [message for room, seqs in places.items() for message in run_at(tx, room, seqs)]
    return {(message.room, message.seq): message for message in found}


def _moment(before: str) -> tuple[int, ...]:
    """Read what the page before has named as its end."""
    parts = before.split(".")
    if len(parts) != len(MOMENT) or not all(one.isascii() and one.isdigit() and len(one) <= 16 for one in parts):
        raise Invalid("Expected what the page before this one has named.", field="before")
    return tuple(map(int, parts))
