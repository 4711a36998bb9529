"""The room's own counter, and the system messages that joins, leaves and renames leave in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Row, insert, select, update

from parlour import wire
from parlour.clock import rfc3339
from parlour.events import MessageChanged, MessageStored, RoomUpdated
from parlour.rooms.models import Message, Room
from parlour.rooms.reads import changed_room
from parlour.store import Tx
from parlour.wire import Everybody, Kind, Person, Pinned, Poll, Reaction, Replies

INSERT = insert(Message)


class Stored(NamedTuple):
    """A row of the sequence, before and after it is stored; the columns are those of `Message`."""

    room_id: int
    seq: int
    rev: int
    post: int
    author_id: int
    key: str
    kind: Kind
    body: str
    html: str
    created_at: int
    edited_at: int | None = None
    reply_to: int | None = None
    poll: str | None = None
    mentions: str | None = None
    thread: int | None = None
    also_to_room: bool = False


def next_rev(tx: Tx, room: int) -> tuple[int, int]:
    """Take the room's next number and return it with the count of its messages; the row stays locked to COMMIT."""
    taken = tx.execute(
        update(Room).where(Room.id == room).values(rev=Room.rev + 1).returning(Room.rev, Room.posts)
    ).one()
    return taken.rev, taken.posts


def record(tx: Tx, room: int, actor: Person, kind: Kind, text: str) -> int:
    """Store and announce a system message at the room's next place; return its rev."""
    rev, posts = next_rev(tx, room)
    message = Stored(
        room_id=room,
        seq=rev,
        rev=rev,
        post=posts,
        author_id=actor.id,
        key=f"{kind}-{room}-{rev}",
        kind=kind,
        body=text,
        html=f"<p>{escape(text)}</p>",
        created_at=tx.now,
    )
    store(tx, [(message, actor)])
    return rev


def store(tx: Tx, messages: Sequence[tuple[Stored, Person]]) -> None:
    """Insert messages that have their places, and announce them."""
    if messages:
        tx.execute(INSERT, [message._asdict() for message, _ in messages])
    for message, author in messages:
        tx.announce(MessageStored(message.room_id, message.rev, as_wire(message, author.username)))


def lock(tx: Tx, room: int) -> None:
    """Let nobody else move the room's counters before our COMMIT."""
    tx.execute(select(Room.id).where(Room.id == room).with_for_update())


def restate(tx: Tx, message: wire.Message, values: Mapping[str, object]) -> wire.Message:
    """Change columns of a message and announce it as it is now; what it has beside them is that of `message`."""
    told = advance(tx, message, values)
    tx.announce(MessageChanged(told.room, told.rev, told))
    return told


def advance(tx: Tx, message: wire.Message, values: Mapping[str, object]) -> wire.Message:
    """Change columns of a message: it keeps its place, and stands at the room's next rev. Announce it yourself."""
    rev, _ = next_rev(tx, message.room)
    return stand_at(tx, message, rev, values)


def stand_at(tx: Tx, message: wire.Message, rev: int, values: Mapping[str, object]) -> wire.Message:
    """Change columns of a message that stands at a rev taken for it from now on."""
    where = (Message.room_id == message.room) & (Message.seq == message.seq)
    changed = tx.execute(update(Message).where(where).values(rev=rev, **values).returning(Message.__table__)).one()
    return as_wire(changed, message.username, message.reactions, message.poll)


def as_wire(
    message: Stored | Row[Any], username: str, reactions: tuple[Reaction, ...] = (), poll: Poll | None = None
) -> wire.Message:
    """Return a stored message as it travels; without its `poll` as it is now, one in which nobody has voted."""
    return wire.Message(
        id=f"{message.room_id}:{message.seq}",
        room=message.room_id,
        seq=message.seq,
        rev=message.rev,
        key=message.key,
        user_id=message.author_id,
        username=username,
        message=message.body,
        html=message.html,
        timestamp=rfc3339(message.created_at),
        kind=message.kind,
        edited_at=None if message.edited_at is None else rfc3339(message.edited_at),
        reactions=reactions,
        pinned=_pinned(message),
        reply_to=message.reply_to,
        poll=None if message.poll is None else poll or fresh_poll(message.poll),
        mentions=_named(message.mentions),
        mentions_all=_everybody(message.mentions),
        thread=message.thread,
        also_to_room=message.also_to_room,
        replies=_replies(message),
    )


def fresh_poll(text: str) -> Poll:
    """Return a poll as it is stored: without votes."""
    return msgspec.json.decode(text, type=Poll)


def _pinned(message: Stored | Row[Any]) -> Pinned | None:
    if isinstance(message, Stored) or message.pinned_at is None:
        return None
    return Pinned(message.pinned_by, rfc3339(message.pinned_at))


def _named(mentions: str | None) -> tuple[int, ...]:
    return tuple(int(word) for word in mentions.split() if word.isdigit()) if mentions else ()


def _everybody(mentions: str | None) -> Everybody | None:
    if not mentions:
        return None
    return "room" if mentions.startswith("room") else "here" if mentions.startswith("here") else None


def _replies(message: Stored | Row[Any]) -> Replies | None:
    if isinstance(message, Stored) or not message.replies:
        return None
    return Replies(message.replies, rfc3339(message.replied_at), tuple(map(int, message.repliers.split(","))))


def announce_room(tx: Tx, room: int) -> None:
    """Tell the room's members how it is called now."""
    tx.announce(RoomUpdated(changed_room(tx, room)))
