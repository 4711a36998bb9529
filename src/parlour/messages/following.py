"""Following threads: who wrote in one, or what it began with, learns what is unread there until he has enough of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, and_, delete, func, insert, literal, select, update

from parlour import wire
from parlour.errors import NotFound
from parlour.events import ThreadFollowed
from parlour.messages.models import Follower
from parlour.rooms.models import Member, Message, Room
from parlour.rooms.reads import room_for
from parlour.rooms.sequence import Stored
from parlour.store import Tx
from parlour.wire import FOLLOWED_LIMIT, UNREAD_LIMIT, Following, Person

SAID = ("message", "deleted")  # what a thread can begin with, unless it stands in one
NEWS = (
    select(literal(1))
    .where(Message.room_id == Follower.room_id, Message.thread == Follower.seq, Message.seq > Follower.read_seq)
    .where(Message.kind == "message", Message.author_id != Follower.account_id)
    .limit(UNREAD_LIMIT)
    .correlate(Follower)
    .subquery()
)
UNREAD = select(func.count()).select_from(NEWS).correlate(Follower).scalar_subquery().label("unread")
FOLLOWED: Select[*tuple[Any, ...]] = select(Follower.room_id, Follower.seq, Follower.read_seq, Room.rev, UNREAD).join(
    Room, Room.id == Follower.room_id
)


class Who(NamedTuple):
    """Somebody who follows a thread; the columns are those of `Follower`."""

    room_id: int
    seq: int
    account_id: int


def follow_thread(tx: Tx, actor: Person, room: int, seq: int, *, on: bool) -> Following:
    """Follow the thread of a message, all of it read, or have enough of it; what is so already changes nothing."""
    rev = room_for(tx, actor, room).rev
    check_root(tx, room, seq)
    who = Who(room, seq, actor.id)
    held = following(tx, who)
    if on == held.following:
        return held
    if on:
        _add(tx, {who: rev})
    else:
        tx.execute(delete(Follower).where(_is(who)))
    return _tell(tx, who)


def read_thread(tx: Tx, actor: Person, room: int, seq: int, upto: int) -> Following:
    """Move forward how far the actor has read a thread that he follows, never past the end and never back."""
    rev = room_for(tx, actor, room).rev
    check_root(tx, room, seq)
    who = Who(room, seq, actor.id)
    further = update(Follower).where(_is(who), Follower.read_seq < upto).values(read_seq=min(upto, rev))
    moved = tx.execute(further.returning(Follower.seq)).first()
    return _tell(tx, who) if moved else following(tx, who)


def following(tx: Tx, who: Who) -> Following:
    """Return whether somebody follows a thread, and what is unread there."""
    row = tx.execute(FOLLOWED.where(_is(who))).first()
    if row is None:
        rev = tx.execute(select(Room.rev).where(Room.id == who.room_id)).scalar_one()
        return Following(who.room_id, who.seq, following=False, read_seq=0, unread=0, rev=rev)
    return as_wire(row)


def followed_by(tx: Tx, actor: Person) -> list[Following]:
    """Return the threads that the actor follows, and what is unread in each; they are bounded."""
    mine = FOLLOWED.where(Follower.account_id == actor.id).order_by(Follower.room_id, Follower.seq)
    return [as_wire(row) for row in tx.execute(mine)]


def follow_by_writing(tx: Tx, threads: Sequence[tuple[wire.Message, Sequence[Stored]]]) -> None:
    """Let those who wrote replies follow the threads, and who wrote a root follow it from its first reply on."""
    read: dict[Who, int] = {}
    for root, replies in threads:
        if root.replies is None:
            read[Who(root.room, root.seq, root.user_id)] = root.seq
        for reply in replies:
            read[Who(root.room, root.seq, reply.author_id)] = reply.seq
    fresh = _fresh(tx, read)
    if fresh:
        _add(tx, fresh)
    for who in fresh:
        _tell(tx, who)


def as_wire(row: Row[Any]) -> Following:
    """Return a row of FOLLOWED as it travels."""
    return Following(row.room_id, row.seq, following=True, read_seq=row.read_seq, unread=row.unread, rev=row.rev)


def check_root(tx: Tx, room: int, seq: int) -> None:
    """Raise `NotFound` unless a thread can begin at a place."""
    here = (Message.room_id == room) & (Message.seq == seq)
    root = select(Message.seq).where(here, Message.kind.in_(SAID), Message.thread.is_(None))
    if tx.execute(root).first() is None:
        raise NotFound


def _fresh(tx: Tx, read: Mapping[Who, int]) -> dict[Who, int]:
    """Return those who do not follow yet, and are members of the room now."""
    rooms, seqs, accounts = ({who[n] for who in read} for n in range(3))
    theirs = and_(Follower.room_id == Member.room_id, Follower.account_id == Member.account_id, Follower.seq.in_(seqs))
    members = select(Member.room_id, Member.account_id, Follower.seq).join(Follower, theirs, isouter=True)
    rows = tx.execute(members.where(Member.room_id.in_(rooms), Member.account_id.in_(accounts))).all()
    there = {Who(row.room_id, row.seq, row.account_id) for row in rows}
    inside = {(row.room_id, row.account_id) for row in rows}
    return {who: at for who, at in read.items() if who not in there and (who.room_id, who.account_id) in inside}


def _add(tx: Tx, read: Mapping[Who, int]) -> None:
    """Let people follow, from what they have read; what somebody has followed for longest makes room."""
    rows = [who._asdict() | {"read_seq": at, "followed_at": tx.now} for who, at in read.items()]
    for account in {who.account_id for who in read}:
        coming = sum(who.account_id == account for who in read)
        latest = (Follower.followed_at.desc(), Follower.room_id.desc(), Follower.seq.desc())
        his = select(Follower.room_id, Follower.seq).where(Follower.account_id == account).order_by(*latest)
        for row in tx.execute(his.limit(FOLLOWED_LIMIT).offset(FOLLOWED_LIMIT - coming)).all():
            tx.execute(delete(Follower).where(_is(Who(row.room_id, row.seq, account))))
            _tell(tx, Who(row.room_id, row.seq, account))
    tx.execute(insert(Follower), rows)


def _is(who: Who) -> ColumnElement[bool]:
    return and_(Follower.room_id == who.room_id, Follower.seq == who.seq, Follower.account_id == who.account_id)


def _tell(tx: Tx, who: Who) -> Following:
    """Tell somebody's devices what a thread is to him now."""
    state = following(tx, who)
    tx.announce(ThreadFollowed(who.account_id, state))
    return state
