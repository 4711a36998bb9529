"""For how long a room keeps what is said in it: its owner's choice, within that of the server."""

from __future__ import annotations

from sqlalchemy import update

from parlour import wire
from parlour.errors import Forbidden
from parlour.rooms.models import Room
from parlour.rooms.reads import room_for
from parlour.rooms.sequence import announce_room, record
from parlour.store import Tx
from parlour.wire import Person


def set_retention(tx: Tx, actor: Person, room: int, days: int) -> wire.Room:
    """Have the messages of the actor's own room deleted after so many days; 0: only after those of the server."""
    before = room_for(tx, actor, room)
    if before.kind == "direct":
        raise Forbidden("A direct conversation is kept as long as the server keeps messages.")
    if before.owner_id != actor.id and actor.role != "owner":
        raise Forbidden("Only the room's owner can set how long messages are kept.")
    if before.keep_days == days:
        return before
    tx.execute(update(Room).where(Room.id == room).values(keep_days=days or None))
    record(tx, room, actor, "retention", f"{actor.username} {_words(days)}")
    announce_room(tx, room)
    return room_for(tx, actor, room)


def days_kept(own: int | None, of_server: int) -> int:
    """Return after how many days messages are deleted, the shorter of the two; 0: never."""
    return min((days for days in (own or 0, of_server) if days), default=0)


def _words(days: int) -> str:
    if not days:
        return "set messages to be kept as long as the server keeps them"
    return f"set messages to be deleted after {days} day{'s' if days != 1 else ''}"
