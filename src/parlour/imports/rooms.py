"""Putting the rooms of an import where they belong: each once, with its people, however often it is run."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from parlour.accounts.models import Account
from parlour.errors import Invalid
from parlour.imports.models import Origin
from parlour.imports.people import plain_name, remember
from parlour.rooms.actions import room_of
from parlour.rooms.models import Member, Room
from parlour.rooms.naming import room_name, unused_code
from parlour.wire import PEOPLE_LIMIT, ROOM_NAME_LIMIT, Person

if TYPE_CHECKING:
    from parlour.imports.report import Report
    from parlour.imports.things import NewRoom
    from parlour.store import Tx


def place_room(tx: Tx, source: str, room: NewRoom, people: dict[str, Person], report: Report) -> int:
    """Return the number of a room here; it is made if it was not imported before."""
    known = select(Origin.room_id).where(Origin.source == source, Origin.foreign_id == room.id)
    found: int | None = tx.execute(known.where(Origin.room_id.is_not(None))).scalar()
    if found is not None:
        report.count("rooms that were here already")
        return found
    members = [people[one] for one in dict.fromkeys(room.members) if one in people]
    if room.is_direct and 1 <= len(members) <= PEOPLE_LIMIT:
        made, _ = room_of(tx, members)
        report.count("direct conversations")
    else:
        made = _new_room(tx, room, people, report)
    remember(tx, source, room.id, room=made)
    return made


def add_members(tx: Tx, room: int, people: Collection[Person]) -> None:
    """Have them in a room, with all of it read."""
    there = set(tx.execute(select(Member.account_id).where(Member.room_id == room)).scalars())
    head = tx.execute(select(Room.rev, Room.posts).where(Room.id == room)).one()
    read = {"read_seq": head.rev, "read_posts": head.posts}
    new = sorted({person.id for person in people} - there)
    if new:
        row = {"room_id": room, "joined_rev": head.rev, "joined_at": tx.now, **read}
        tx.execute(insert(Member), [{**row, "account_id": account} for account in new])
    imported = select(Account.id).where(Account.role == "member", Account.password.is_(None))
    silent = (Member.room_id == room) & Member.account_id.in_(imported)
    tx.execute(update(Member).where(silent).values(**read))


def _new_room(tx: Tx, room: NewRoom, people: dict[str, Person], report: Report) -> int:
    owner = people.get(room.owner or "")
    name, code = _room_name(room), unused_code(tx)
    values = {"name": name, "code": code, "open": room.is_open, "owner_id": owner and owner.id}
    made: int = tx.execute(insert(Room).values(**values, created_at=room.created_at).returning(Room.id)).scalar_one()
    report.count("rooms")
    report.note("Codes of the rooms", f"{code}  {name}{'' if room.is_open else ' (by invitation)'}")
    return made


def _room_name(room: NewRoom) -> str:
    for name in (room.name, plain_name(room.name)):
        try:
            return room_name(name[:ROOM_NAME_LIMIT])
        except Invalid:
            continue
    return f"Room {room.id[:20]}"
