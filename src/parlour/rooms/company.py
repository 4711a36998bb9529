"""Who is in direct conversations: they have no name of their own, and are called after their people."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import msgspec
from sqlalchemy import func, select

from parlour import wire
from parlour.accounts.models import Account
from parlour.rooms.models import Member
from parlour.store import Tx
from parlour.wire import Person

ALONE = "You"  # notes to oneself


def people_in(tx: Tx, rooms: Collection[int]) -> dict[int, list[Person]]:
    """Return the members of each of the rooms, by name: one statement for all, and none where there are no rooms."""
    found: dict[int, list[Person]] = {room: [] for room in rooms}
    if not found:
        return found
    members = select(Member.room_id, Account.id, Account.username, Account.role)
    members = members.join(Account, Account.id == Member.account_id).where(Member.room_id.in_(found))
    for row in tx.execute(members.order_by(func.lower(Account.username), Account.id)):
        found[row.room_id].append(Person(row.id, row.username, row.role))
    return found


def as_called(tx: Tx, rooms: Sequence[wire.Room], reader: int) -> list[wire.Room]:
    """Return somebody's rooms, the direct ones with their people and a name."""
    people = people_in(tx, [room.id for room in rooms if room.kind == "direct"])
    return [called_after(room, people, reader) for room in rooms]


def called_after(room: wire.Room, people: Mapping[int, list[Person]], reader: int) -> wire.Room:
    """Return a room; where it is one of those whose people are given, called after all of them but the reader."""
    them = people.get(room.id)
    if them is None:
        return room
    names = ", ".join(person.username for person in them if person.id != reader)
    return msgspec.structs.replace(room, name=names or ALONE, people=them)
