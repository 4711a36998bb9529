"""How far people have read. In a busy room everybody moves at once, so many moves are one call."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, bindparam, select, update

from parlour.accounts.changes import note_change, note_changes
from parlour.errors import NotFound, Problem
from parlour.events import UnreadAgain
from parlour.rooms.models import Entry, Member, Room
from parlour.rooms.reads import posts_up_to
from parlour.rooms.seen import tell_read
from parlour.store import Tx
from parlour.wire import LeftUnread, Person, ReadMarked

POSITIONS = (
    select(Member.account_id, Member.read_seq, Member.read_posts, Room.rev, Room.posts)
    .join(Room, Room.id == Member.room_id)
    .where(Member.room_id == bindparam("room"), Member.account_id.in_(bindparam("readers", expanding=True)))
)
# What was read in its room was read in the inbox; a reaction is to something that was read long before.
READ = (
    update(Entry)
    .where(Entry.account_id.in_(bindparam("accounts", expanding=True)), Entry.read_at.is_(None))
    .where(Entry.room_id.in_(bindparam("rooms", expanding=True)), Entry.kind != "reaction")
    .where(
        Entry.seq
        <= select(Member.read_seq)
        .where(Member.room_id == Entry.room_id, Member.account_id == Entry.account_id)
        .scalar_subquery()
    )
    .values(read_at=bindparam("now"))
)

Moves = dict[tuple[int, int], dict[str, int]]


class Reading(NamedTuple):
    """Somebody has read a room up to the place `seq`; or `back`: has not read what is after it."""

    actor: Person
    room: int
    seq: int
    back: bool = False


def mark_read(tx: Tx, readings: Sequence[Reading]) -> Sequence[ReadMarked | Problem]:
    """Move read positions forward, never past the end, or back; answer each with its place or `NotFound`."""
    held = _positions(tx, readings)
    moved: Moves = {}
    answers: list[ReadMarked | Problem] = []
    for reading in readings:
        row = held.get((reading.room, reading.actor.id))
        answers.append(NotFound() if row is None else _moved(tx, reading, row, moved))
    if moved:
        mine = (Member.room_id == bindparam("of_room")) & (Member.account_id == bindparam("of_account"))
        tx.execute(update(Member.__table__).where(mine), list(moved.values()))  # type: ignore[arg-type]
        _read_entries(tx, moved)
        people = {reading.actor.id: reading.actor for reading in readings}
        note_changes(tx, [people[account] for account in sorted({account for _, account in moved})])
        tell_read(tx, {place: values["read_seq"] for place, values in moved.items()})
    return answers


def mark_unread(tx: Tx, actor: Person, places: Mapping[int, int]) -> list[ReadMarked]:
    """Let rooms of the actor be unread from a place on, by room; raise `NotFound` where none of them is his."""
    answers = mark_read(tx, [Reading(actor, room, seq - 1, back=True) for room, seq in sorted(places.items())])
    found = [answer for answer in answers if isinstance(answer, ReadMarked)]
    if not found:
        raise NotFound
    for one in found:
        tx.announce(UnreadAgain(actor.id, LeftUnread(one.room, one.read_seq, one.unread)))
    return found


def mark_all_read(tx: Tx, actor: Person) -> dict[int, int]:
    """Let the actor have read everything; return the rooms where he had not, each with its first unread place."""
    unread = select(Member.room_id, Member.read_seq, Room.rev, Room.posts).join(Room, Room.id == Member.room_id)
    unread = unread.where(Member.account_id == actor.id, Room.posts > Member.read_posts).order_by(Member.room_id)
    rows = tx.execute(unread).all()
    if not rows:
        return {}
    mine = (Member.room_id == bindparam("of_room")) & (Member.account_id == actor.id)
    moves = [{"of_room": row.room_id, "read_seq": row.rev, "read_posts": row.posts} for row in rows]
    tx.execute(update(Member.__table__).where(mine), moves)  # type: ignore[arg-type]
    _read_entries(tx, [(row.room_id, actor.id) for row in rows])
    note_change(tx, actor)
    tell_read(tx, {(row.room_id, actor.id): row.rev for row in rows})
    return {row.room_id: row.read_seq + 1 for row in rows}


def _positions(tx: Tx, readings: Sequence[Reading]) -> dict[tuple[int, int], Row[Any]]:
    """Return, by room and account, what the readers' positions and their rooms' ends are now."""
    rooms: defaultdict[int, set[int]] = defaultdict(set)
    for reading in readings:
        rooms[reading.room].add(reading.actor.id)
    found: dict[tuple[int, int], Row[Any]] = {}
    for room, readers in rooms.items():
        for row in tx.execute(POSITIONS, {"room": room, "readers": list(readers)}):
            found[room, row.account_id] = row
    return found


def _moved(tx: Tx, reading: Reading, row: Row[Any], moved: Moves) -> ReadMarked:
    """Note in `moved` where the reader stands after all of his readings, and answer this one."""
    reader = (reading.room, reading.actor.id)
    now = moved.get(reader, {"read_seq": row.read_seq, "read_posts": row.read_posts})
    seq = min(reading.seq, row.rev)
    if seq < now["read_seq"] if reading.back else seq > now["read_seq"]:
        posts = row.posts if seq == row.rev else posts_up_to(tx, reading.room, seq)
        now = {"of_room": reading.room, "of_account": reading.actor.id, "read_seq": seq, "read_posts": posts}
        moved[reader] = now
    return ReadMarked(room=reading.room, read_seq=now["read_seq"], unread=max(0, row.posts - now["read_posts"]))


def _read_entries(tx: Tx, readers: Iterable[tuple[int, int]]) -> None:
    rooms, accounts = zip(*readers, strict=True)
    tx.execute(READ, {"rooms": sorted(set(rooms)), "accounts": sorted(set(accounts)), "now": tx.now})
