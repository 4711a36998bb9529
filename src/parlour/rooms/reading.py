"""How far people have read. In a busy room everybody moves at once, so many moves are one call."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, bindparam, select, update

from parlour.accounts.changes import note_changes
from parlour.errors import NotFound, Problem
from parlour.rooms.models import Member, Room
from parlour.rooms.reads import posts_up_to
from parlour.store import Tx
from parlour.wire import Person, ReadMarked

POSITIONS = (
    select(Member.account_id, Member.read_seq, Member.read_posts, Room.rev, Room.posts)
    .join(Room, Room.id == Member.room_id)
    .where(Member.room_id == bindparam("room"), Member.account_id.in_(bindparam("readers", expanding=True)))
)


class Reading(NamedTuple):
    """Somebody has read a room up to the place `seq`."""

    actor: Person
    room: int
    seq: int


def mark_read(tx: Tx, readings: Sequence[Reading]) -> Sequence[ReadMarked | Problem]:
    """Move read positions forward, never past the end and never back; answer each with its place or `NotFound`."""
    held = _positions(tx, readings)
    moved: dict[tuple[int, int], dict[str, int]] = {}
    answers: list[ReadMarked | Problem] = []
    for reading in readings:
        row = held.get((reading.room, reading.actor.id))
        answers.append(NotFound() if row is None else _moved(tx, reading, row, moved))
    if moved:
        mine = (Member.room_id == bindparam("of_room")) & (Member.account_id == bindparam("of_account"))
        tx.execute(update(Member.__table__).where(mine), list(moved.values()))  # type: ignore[arg-type]
        people = {reading.actor.id: reading.actor for reading in readings}
        note_changes(tx, [people[account] for account in sorted({account for _, account in moved})])
    return answers


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


def _moved(tx: Tx, reading: Reading, row: Row[Any], moved: dict[tuple[int, int], dict[str, int]]) -> ReadMarked:
    """Note in `moved` where the reader stands after all of his readings, and answer this one."""
    reader = (reading.room, reading.actor.id)
    now = moved.get(reader, {"read_seq": row.read_seq, "read_posts": row.read_posts})
    seq = min(reading.seq, row.rev)
    if seq > now["read_seq"]:
        posts = row.posts if seq == row.rev else posts_up_to(tx, reading.room, seq)
        now = {"of_room": reading.room, "of_account": reading.actor.id, "read_seq": seq, "read_posts": posts}
        moved[reader] = now
    return ReadMarked(room=reading.room, read_seq=now["read_seq"], unread=max(0, row.posts - now["read_posts"]))
