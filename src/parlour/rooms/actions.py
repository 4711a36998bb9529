"""What can be done with rooms. Each bumps the room's own counter, so that everyone learns of it in order."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, select, update

from parlour import wire
from parlour.errors import Forbidden
from parlour.rooms.membership import add_member, add_members
from parlour.rooms.models import Room
from parlour.rooms.naming import room_name, unused_code
from parlour.rooms.reads import room_for
from parlour.rooms.sequence import announce_room, record
from parlour.store import Tx
from parlour.wire import Person


def create_room(tx: Tx, actor: Person, name: str, *, is_open: bool = True) -> wire.Room:
    """Make a room with a code of its own; whoever makes it owns it and is in it."""
    name = room_name(name)
    room = tx.execute(
        insert(Room)
        .values(name=name, code=unused_code(tx), open=is_open, owner_id=actor.id, created_at=tx.now)
        .returning(Room.id)
    ).scalar_one()
    rev = record(tx, room, actor, "created", f"{actor.username} made this room")
    add_member(tx, actor, room, rev)
    return room_for(tx, actor, room)


def rename_room(tx: Tx, actor: Person, room: int, name: str) -> wire.Room:
    """Give the actor's own room another name."""
    name = room_name(name)
    before = room_for(tx, actor, room)
    if before.kind == "direct":
        raise Forbidden("A direct conversation is called after its people.")
    if before.owner_id != actor.id and actor.role != "owner":
        raise Forbidden("Only the room's owner can rename it.")
    if before.name == name:
        return before
    tx.execute(update(Room).where(Room.id == room).values(name=name))
    record(tx, room, actor, "renamed", f"{actor.username} renamed the room to {name}")
    announce_room(tx, room)
    return room_for(tx, actor, room)


def room_of(tx: Tx, people: Sequence[Person]) -> tuple[int, bool]:
    """Return the id of the direct conversation of exactly these people, and whether it was made just now.

    Of two processes that make it in the same moment one collides with `people_key`; the writer runs it once more,
    and it finds what the other has made.
    """
    key = "-".join(str(account) for account in sorted(person.id for person in people))
    known: int | None = tx.execute(select(Room.id).where(Room.people_key == key)).scalar()
    if known is not None:
        return known, False
    values = {"name": "", "open": False, "kind": "direct", "people_key": key, "created_at": tx.now}
    made: int = tx.execute(insert(Room).values(values).returning(Room.id)).scalar_one()
    add_members(tx, people, made, 0)  # nothing is said there yet
    return made, True
