"""What can be done with rooms. Each bumps the room's own counter, so that everyone learns of it in order."""

from __future__ import annotations

from sqlalchemy import delete, insert, select, update

from parlour import wire
from parlour.accounts.models import Account
from parlour.errors import BadRequest, Forbidden, NotFound
from parlour.events import AccountChanged, MemberJoined, MemberLeft, RoomUpdated
from parlour.rooms.models import Member, Room
from parlour.rooms.reads import changed_room, posts_up_to, room_for, room_with_code
from parlour.rooms.sequence import record
from parlour.security import new_code
from parlour.store import Tx
from parlour.text import clean_line
from parlour.wire import ROOM_NAME_LIMIT, Person


def create_room(tx: Tx, actor: Person, name: str, *, is_open: bool = True) -> wire.Room:
    """Make a room with a code of its own; whoever makes it owns it and is in it."""
    name = clean_line(name, ROOM_NAME_LIMIT, "name")
    room = tx.execute(
        insert(Room)
        .values(name=name, code=_unused_code(tx), open=is_open, owner_id=actor.id, created_at=tx.now)
        .returning(Room.id)
    ).scalar_one()
    rev = record(tx, room, actor, "created", f"{actor.username} made this room")
    _add_member(tx, actor, room, rev)
    return room_for(tx, actor, room)


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
    _add_member(tx, actor, room, rev)
    return room_for(tx, actor, room), True


def leave_room(tx: Tx, actor: Person, room: int) -> None:
    """End the actor's membership; an owner who leaves hands the room to its longest member."""
    if not _is_member(tx, actor, room):
        raise NotFound
    rev = record(tx, room, actor, "left", f"{actor.username} left")
    tx.execute(delete(Member).where(Member.room_id == room, Member.account_id == actor.id))
    _hand_over(tx, actor, room)
    tx.announce(MemberLeft(room, rev, actor))
    touch_account(tx, actor)


def rename_room(tx: Tx, actor: Person, room: int, name: str) -> wire.Room:
    """Give the actor's own room another name."""
    name = clean_line(name, ROOM_NAME_LIMIT, "name")
    before = room_for(tx, actor, room)
    if before.owner_id != actor.id and actor.role != "owner":
        raise Forbidden("Only the room's owner can rename it.")
    if before.name == name:
        return before
    tx.execute(update(Room).where(Room.id == room).values(name=name))
    record(tx, room, actor, "renamed", f"{actor.username} renamed the room to {name}")
    announce_room(tx, room)
    return room_for(tx, actor, room)


def mark_read(tx: Tx, actor: Person, room: int, seq: int) -> wire.Room:
    """Move the actor's read position forward to `seq`, never past the end and never back."""
    found = room_for(tx, actor, room)
    seq = min(seq, found.rev)
    if seq > found.read_seq:
        tx.execute(
            update(Member)
            .where(Member.room_id == room, Member.account_id == actor.id)
            .values(read_seq=seq, read_posts=posts_up_to(tx, room, seq))
        )
        touch_account(tx, actor)
        found = room_for(tx, actor, room)
    return found


def touch_account(tx: Tx, actor: Person) -> None:
    """Note that what concerns the actor changed, so that all devices of his fetch it again."""
    rev = tx.execute(
        update(Account).where(Account.id == actor.id).values(rev=Account.rev + 1).returning(Account.rev)
    ).scalar_one()
    tx.announce(AccountChanged(actor.id, rev, actor))


def announce_room(tx: Tx, room: int) -> None:
    """Tell the room's members how it is called now."""
    tx.announce(RoomUpdated(changed_room(tx, room)))


def _unused_code(tx: Tx) -> str:
    while True:
        code = new_code()
        if tx.execute(select(Room.id).where(Room.code == code)).first() is None:
            return code


def _is_member(tx: Tx, actor: Person, room: int) -> bool:
    found = select(Member.room_id).where(Member.room_id == room, Member.account_id == actor.id)
    return tx.execute(found).first() is not None


def _is_open(tx: Tx, room: int) -> bool:
    return tx.execute(select(Room.id).where(Room.id == room, Room.open)).first() is not None


def _add_member(tx: Tx, actor: Person, room: int, rev: int) -> None:
    """Add the actor as of `rev`: what was said before is history to him, not unread."""
    posts = tx.execute(select(Room.posts).where(Room.id == room)).scalar_one()
    tx.execute(
        insert(Member).values(
            room_id=room,
            account_id=actor.id,
            joined_rev=rev,
            joined_at=tx.now,
            read_seq=rev,
            read_posts=posts,
        )
    )
    tx.announce(MemberJoined(room, rev, actor))
    touch_account(tx, actor)


def _hand_over(tx: Tx, actor: Person, room: int) -> None:
    heir = (
        select(Member.account_id).where(Member.room_id == room).order_by(Member.joined_rev).limit(1).scalar_subquery()
    )
    handed = tx.execute(update(Room).where(Room.id == room, Room.owner_id == actor.id).values(owner_id=heir))
    if handed.rowcount:
        announce_room(tx, room)
