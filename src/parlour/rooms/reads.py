"""What can be asked about rooms. A room you may not see and a room that is not there answer alike."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import BindParameter, Label, Row, Select, bindparam, func, or_, select

from parlour import wire
from parlour.errors import NotFound, UnknownCode
from parlour.rooms.company import as_called, called_after, people_in
from parlour.rooms.models import Entry, Member, Message, Room
from parlour.security import plain_code
from parlour.store import Tx
from parlour.wire import Person

OF_ROOM = (Room.id, Room.name, Room.code, Room.open, Room.rev, Room.posts, Room.owner_id, Room.kind, Room.keep_days)
CALLS = (
    select(func.count())
    .select_from(Entry)
    .where(Entry.account_id == Member.account_id, Entry.room_id == Member.room_id)
    .where(Entry.seq > Member.read_seq, Entry.kind == "mention")
    .correlate(Member)
    .scalar_subquery()
    .label("mentions")
)
OF_MEMBER = (Member.account_id, Member.read_seq, Member.read_posts, CALLS)
BY_NAME = (func.lower(Room.name), Room.id)


def _member_count() -> Label[int]:
    counted = select(func.count()).select_from(Member).where(Member.room_id == Room.id)
    return counted.correlate(Room).scalar_subquery().label("members")


def _seen_by(actor: int | BindParameter[int]) -> Select[*tuple[Any, ...]]:
    mine = (Member.room_id == Room.id) & (Member.account_id == actor)
    return select(*OF_ROOM, *OF_MEMBER, _member_count()).join(Member, mine, isouter=True)


# Asked with almost everything, so it is put together once.
INSIDE = _seen_by(bindparam("actor")).where(Room.id == bindparam("room"), Member.account_id.is_not(None))


def room_for(tx: Tx, actor: Person, room: int) -> wire.Room:
    """Return a room the actor is a member of; raise `NotFound`."""
    found = tx.execute(INSIDE, {"actor": actor.id, "room": room}).first()
    if found is None:
        raise NotFound
    return as_called(tx, [as_wire(found, found)], actor.id)[0]


def room_at(tx: Tx, room: int) -> wire.Room | None:
    """Return a room as nobody's: without its code and without anybody's place in it, whoever asks."""
    found = tx.execute(_seen_by(0).where(Room.id == room)).first()
    return None if found is None else as_called(tx, [as_wire(found, found)], 0)[0]


def rooms_of(tx: Tx, actor: Person) -> list[wire.Room]:
    """Return the rooms the actor is in, by name."""
    found = tx.execute(_seen_by(actor.id).where(Member.account_id.is_not(None)).order_by(*BY_NAME))
    return as_called(tx, [as_wire(row, row) for row in found], actor.id)


def rooms_of_each(tx: Tx, accounts: Collection[int]) -> dict[int, list[wire.Room]]:
    """Return the rooms of each of the accounts, by name, with two statements for all; three where some are direct."""
    theirs = select(Member.room_id).where(Member.account_id.in_(accounts))
    rooms = tx.execute(select(*OF_ROOM, _member_count()).where(Room.id.in_(theirs)).order_by(*BY_NAME)).all()
    members: dict[int, list[Row[Any]]] = {room.id: [] for room in rooms}
    for member in tx.execute(select(*OF_MEMBER, Member.room_id).where(Member.account_id.in_(accounts))):
        members[member.room_id].append(member)
    people = people_in(tx, [room.id for room in rooms if room.kind == "direct"])
    found: dict[int, list[wire.Room]] = {account: [] for account in accounts}
    for room in rooms:
        for member in members[room.id]:
            found[member.account_id].append(called_after(as_wire(room, member), people, member.account_id))
    return found


def rooms_for(tx: Tx, actor: Person) -> list[wire.Room]:
    """Return the rooms the actor is in and the open ones he could join, by name."""
    seen = _seen_by(actor.id).where(or_(Member.account_id.is_not(None), Room.open))
    return as_called(tx, [as_wire(row, row) for row in tx.execute(seen.order_by(*BY_NAME))], actor.id)


def joined_revs(tx: Tx, actor: Person) -> dict[int, int]:
    """Return the rev at which each of the actor's memberships began, by room."""
    found = tx.execute(select(Member.room_id, Member.joined_rev).where(Member.account_id == actor.id))
    return {row.room_id: row.joined_rev for row in found}


def people_of(tx: Tx, actor: Person, room: int) -> list[Person]:
    """Return the members of one of the actor's rooms, by name."""
    room_for(tx, actor, room)
    return members_of(tx, room)


def members_of(tx: Tx, room: int) -> list[Person]:
    """Return the members of a room, by name, whoever asks."""
    return people_in(tx, [room])[room]


def room_with_code(tx: Tx, code: str) -> tuple[int, str]:
    """Return id and name of the room with a typed code; raise `UnknownCode`."""
    found = tx.execute(select(Room.id, Room.name).where(Room.code == plain_code(code))).first()
    if found is None:
        raise UnknownCode(field="code")
    return found.id, found.name


def changed_room(tx: Tx, room: int) -> wire.RoomChanged:
    """Return a room as all its members see it."""
    found = tx.execute(select(*OF_ROOM, _member_count()).where(Room.id == room)).one()
    return wire.RoomChanged(
        found.id, found.name, found.code, found.open, found.members, found.owner_id, found.keep_days or 0
    )


def posts_up_to(tx: Tx, room: int, seq: int) -> int:
    """Return how many messages the room had up to the place `seq`."""
    last = select(Message.post).where(Message.room_id == room, Message.seq <= seq).order_by(Message.seq.desc())
    found: int | None = tx.execute(last.limit(1)).scalar()
    return _posts_before_all(tx, room) if found is None else found


def _posts_before_all(tx: Tx, room: int) -> int:
    """Return how many messages the room had before the first that is there: older ones may have been removed."""
    first = select(Message.post, Message.kind).where(Message.room_id == room).order_by(Message.seq).limit(1)
    row = tx.execute(first).first()
    return 0 if row is None else row.post - (row.kind in ("message", "deleted"))


def as_wire(room: Row[Any], member: Row[Any]) -> wire.Room:
    """Return a room as its reader sees it, a member or not; who is here is `counted` by whoever knows."""
    inside = member.account_id is not None
    return wire.Room(
        id=room.id,
        name=room.name,
        code=room.code if inside else None,
        open=room.open,
        member=inside,
        rev=room.rev,
        read_seq=member.read_seq if inside else 0,
        unread=max(0, room.posts - member.read_posts) if inside else 0,
        members=room.members,
        online=0,
        owner_id=room.owner_id,
        kind="direct" if room.kind == "direct" else "room",  # the very default, or it would be told of each room
        keep_days=room.keep_days or 0,
        mentions=member.mentions if inside else 0,
    )


def counted(room: wire.Room, online: int) -> wire.Room:
    """Return the room with the number of people here; to an outsider nobody is."""
    return msgspec.structs.replace(room, online=online if room.member else 0)
