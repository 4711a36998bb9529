"""Being in a room: joining it, leaving it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import BindParameter, bindparam, delete, insert, select, update

from parlour import wire
from parlour.accounts.changes import note_change, note_changes
from parlour.errors import BadRequest, Forbidden, NotFound
from parlour.events import MemberJoined, MemberLeft
from parlour.rooms.models import Member, Room
from parlour.rooms.reads import room_for, room_with_code
from parlour.rooms.sequence import announce_room, record
from parlour.store import Tx
from parlour.wire import Person

ROOM: BindParameter[int] = bindparam("room")
ACTOR: BindParameter[int] = bindparam("actor")
REV: BindParameter[int] = bindparam("rev")
MEMBER = select(Member.room_id).where(Member.room_id == ROOM, Member.account_id == ACTOR)
OPEN = select(Room.id).where(Room.id == ROOM, Room.open)
ADD = insert(Member).values(
    room_id=ROOM,
    account_id=ACTOR,
    joined_rev=REV,
    joined_at=bindparam("now"),
    read_seq=REV,
    read_posts=select(Room.posts).where(Room.id == ROOM).scalar_subquery(),
)


def join_room(tx: Tx, actor: Person, *, room: int | None = None, code: str | None = None) -> tuple[wire.Room, bool]:
    """Enter an open room by its id, or any room by its code; return the room and whether it is a fresh membership."""
    if (room is None) == (code is None):
        raise BadRequest("Give either a room or a code.")
    if code is not None:
        room, _ = room_with_code(tx, code)
    assert room is not None  # noqa: S101  (narrowing)
    if _is_member(tx, actor, room):
        return room_for(tx, actor, room), False
    if code is None and not _is_open(tx, room):
        raise NotFound
    rev = record(tx, room, actor, "joined", f"{actor.username} joined")
    add_member(tx, actor, room, rev)
    return room_for(tx, actor, room), True


def leave_room(tx: Tx, actor: Person, room: int) -> None:
    """End the actor's membership; an owner who leaves hands the room to its longest member."""
    if room_for(tx, actor, room).kind == "direct":
        raise Forbidden("A direct conversation cannot be left: it is of the people who are in it.")
    rev = record(tx, room, actor, "left", f"{actor.username} left")
    left = tx.execute(delete(Member).where(Member.room_id == room, Member.account_id == actor.id))
    if not left.rowcount:  # somebody else ended it before this had the room's lock
        raise NotFound
    _hand_over(tx, actor, room)
    tx.announce(MemberLeft(room, rev, actor))
    note_change(tx, actor)


def add_member(tx: Tx, actor: Person, room: int, rev: int) -> None:
    """Add the actor as of `rev`: what was said before is history to him, not unread."""
    add_members(tx, [actor], room, rev)


def add_members(tx: Tx, people: Sequence[Person], room: int, rev: int) -> None:
    """Add several people as of `rev`."""
    tx.execute(ADD, [{"room": room, "actor": person.id, "rev": rev, "now": tx.now} for person in people])
    for person in people:
        tx.announce(MemberJoined(room, rev, person))
    note_changes(tx, people)


def _is_member(tx: Tx, actor: Person, room: int) -> bool:
    return tx.execute(MEMBER, {"room": room, "actor": actor.id}).first() is not None


def _is_open(tx: Tx, room: int) -> bool:
    return tx.execute(OPEN, {"room": room}).first() is not None


def _hand_over(tx: Tx, actor: Person, room: int) -> None:
    heir = (
        select(Member.account_id).where(Member.room_id == room).order_by(Member.joined_rev).limit(1).scalar_subquery()
    )
    handed = tx.execute(update(Room).where(Room.id == room, Room.owner_id == actor.id).values(owner_id=heir))
    if handed.rowcount:
        announce_room(tx, room)
