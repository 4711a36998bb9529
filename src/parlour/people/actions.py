"""What can be done with people: talk to them directly."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import insert, select

from parlour import wire
from parlour.errors import Invalid
from parlour.people.reads import people_for
from parlour.rooms.membership import add_members
from parlour.rooms.models import Room
from parlour.rooms.reads import room_for
from parlour.store import Tx
from parlour.wire import PEOPLE_LIMIT, Person


def open_direct(tx: Tx, actor: Person, people: Collection[int]) -> tuple[wire.Room, bool]:
    """Return the conversation of the actor and these people, the same each time, and whether it is a fresh one.

    Of two processes that begin it in the same moment one collides with `people_key`; the writer runs it once more,
    and it finds what the other has made.
    """
    everybody = {actor.id, *people}
    if len(everybody) > PEOPLE_LIMIT:
        raise Invalid(f"At most {PEOPLE_LIMIT} people, you among them.", field="people")
    them = people_for(tx, actor, everybody)
    key = people_key(them)
    known = tx.execute(select(Room.id).where(Room.people_key == key)).scalar()
    room = _begin(tx, them, key) if known is None else known
    return room_for(tx, actor, room), known is None


def people_key(people: Sequence[Person]) -> str:
    """Return what makes the conversation of these people unique."""
    return "-".join(str(account) for account in sorted(person.id for person in people))


def _begin(tx: Tx, people: Sequence[Person], key: str) -> int:
    """Make the room with all of them in it; nothing is said there yet, so its rev is 0."""
    values = {"name": "", "open": False, "kind": "direct", "people_key": key, "created_at": tx.now}
    room: int = tx.execute(insert(Room).values(values).returning(Room.id)).scalar_one()
    add_members(tx, people, room, 0)
    return room
