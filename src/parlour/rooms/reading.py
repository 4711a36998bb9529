"""How far people have read. In a busy room everybody moves at once, so many moves are one call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, bindparam, select, tuple_, update

from parlour.accounts.changes import note_changes
from parlour.errors import NotFound, Problem
from parlour.rooms.models import Member, Room
from parlour.rooms.reads import posts_up_to
from parlour.store import Tx
from parlour.wire import Person, ReadMarked


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
    pairs = {(reading.room, reading.actor.id) for reading in readings}
    found = select(Member.room_id, Member.account_id, Member.read_seq, Member.read_posts, Room.rev, Room.posts)
    found = found.join(Room, Room.id == Member.room_id)
    rows = tx.execute(found.where(tuple_(Member.room_id, Member.account_id).in_(pairs)))
    return {(row.room_id, row.account_id): row for row in rows}


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
