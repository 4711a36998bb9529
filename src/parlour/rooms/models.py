"""Rooms, memberships, and what stands in a room's sequence, as they are stored."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from parlour.store.schema import Base, BigId, line

# Few are, and a message that is not costs this index nothing.
PINNED = text("pinned_at IS NOT NULL")
UNREAD = text("read_at IS NULL")
THREADED = text("thread IS NOT NULL")


class Room(Base):
    """`rev` counts every change in the room; `posts` counts its messages (not the system ones).

    A direct conversation (`kind`) has no code and no name; `people_key` says who is in it, and is unique.
    `keep_days`: older messages are removed (NULL: as the server says); `cleared_seq` is the line that says so.
    """

    __tablename__ = "room"
    __table_args__ = (Index("ix_room_people_key", "people_key", unique=True), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(line(80))
    code: Mapped[str | None] = mapped_column(String(20), unique=True)
    open: Mapped[bool] = mapped_column()
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    rev: Mapped[int] = mapped_column(BigInteger, default=0)
    posts: Mapped[int] = mapped_column(BigInteger, default=0)
    created_at: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(10), server_default="room")
    people_key: Mapped[str | None] = mapped_column(String(400))
    keep_days: Mapped[int | None] = mapped_column(Integer)
    cleared_seq: Mapped[int | None] = mapped_column(BigInteger)


class Member(Base):
    """Who is in which room, and how far he has read: the place, and `room.posts` at that place."""

    __tablename__ = "member"
    __table_args__ = (Index("ix_member_account", "account_id"), {"sqlite_with_rowid": False})

    room_id: Mapped[int] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    joined_rev: Mapped[int] = mapped_column(BigInteger)
    joined_at: Mapped[int] = mapped_column(BigInteger)
    read_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    read_posts: Mapped[int] = mapped_column(BigInteger, default=0)


class Message(Base):
    """`seq` is its place for ever, `rev` its latest change, `post` how many messages the room had up to it.

    `reply_to` is the place in the same room that it answers. `reactions` counts them, so that none are looked
    for where there are none. `poll` is what can be chosen, as JSON of a wire.Poll without votes.
    `mentions` are the ids of whom it calls by name, with spaces between; "room" or "here" before them calls many.
    `thread` is the place of the message, the root, in whose thread it stands; the room shows it only if it was sent
    `also_to_room`, and else `post` does not count it. `replies` of a root are those that are there, `replied_at` is
    when the newest came, `repliers` are up to three who wrote lately (ids, the last first).
    """

    __tablename__ = "message"
    __table_args__ = (
        # The key first: a batch of posts is looked up by its keys alone.
        UniqueConstraint("key", "author_id"),
        Index("ix_message_rev", "room_id", "rev"),
        Index("ix_message_pinned", "room_id", "pinned_at", sqlite_where=PINNED, postgresql_where=PINNED),
        Index("ix_message_thread", "room_id", "thread", "seq", sqlite_where=THREADED, postgresql_where=THREADED),
        {"sqlite_with_rowid": False},
    )

    room_id: Mapped[int] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    rev: Mapped[int] = mapped_column(BigInteger)
    post: Mapped[int] = mapped_column(BigInteger)
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    key: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(10))
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    created_at: Mapped[int] = mapped_column(BigInteger)
    edited_at: Mapped[int | None] = mapped_column(BigInteger)
    reactions: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    pinned_by: Mapped[int | None] = mapped_column(BigInteger)
    pinned_at: Mapped[int | None] = mapped_column(BigInteger)
    reply_to: Mapped[int | None] = mapped_column(BigInteger)
    poll: Mapped[str | None] = mapped_column(Text)
    mentions: Mapped[str | None] = mapped_column(Text)
    thread: Mapped[int | None] = mapped_column(BigInteger)
    also_to_room: Mapped[bool] = mapped_column(server_default=false())
    replies: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    replied_at: Mapped[int | None] = mapped_column(BigInteger)
    repliers: Mapped[str | None] = mapped_column(String(60))


class Entry(Base):
    """A message that concerns somebody, in his inbox: one for each message and `kind`; the newest has the highest `id`.

    `author_id` is who brought it about, `word` which of his words was said, or the emoji. It goes with its message.
    """

    __tablename__ = "entry"
    __table_args__ = (
        ForeignKeyConstraint(["room_id", "seq"], ["message.room_id", "message.seq"], ondelete="CASCADE"),
        UniqueConstraint("account_id", "room_id", "seq", "kind"),
        Index("ix_entry_place", "room_id", "seq"),
        Index("ix_entry_account", "account_id", "id"),
        Index("ix_entry_author", "author_id"),
        Index("ix_entry_unread", "account_id", sqlite_where=UNREAD, postgresql_where=UNREAD),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    room_id: Mapped[int] = mapped_column(BigId)
    seq: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(10))
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    word: Mapped[str | None] = mapped_column(String(100))
    created_at: Mapped[int] = mapped_column(BigInteger)
    read_at: Mapped[int | None] = mapped_column(BigInteger)
