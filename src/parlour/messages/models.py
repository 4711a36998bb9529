"""What people put on messages, and which threads they follow, as it is stored."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from parlour.store.schema import Base, line
from parlour.wire import EMOJI_LIMIT


class Reaction(Base):
    """`rev` is the room's change in which it came, `first_rev` that in which its emoji came to the message.

    Both are orders: an emoji keeps its place among the others until the last who put it there takes it back.
    """

    __tablename__ = "reaction"
    __table_args__ = (Index("ix_reaction_account_id", "account_id"), {"sqlite_with_rowid": False})

    room_id: Mapped[int] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    emoji: Mapped[str] = mapped_column(line(EMOJI_LIMIT), primary_key=True)
    rev: Mapped[int] = mapped_column(BigInteger)
    first_rev: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[int] = mapped_column(BigInteger)


class Vote(Base):
    """What somebody chose in the poll of a message; `rev` is the room's change in which he did."""

    __tablename__ = "vote"
    __table_args__ = (Index("ix_vote_account_id", "account_id"), {"sqlite_with_rowid": False})

    room_id: Mapped[int] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True)
    rev: Mapped[int] = mapped_column(BigInteger)


class Follower(Base):
    """Who follows the thread that begins at a place of a room, and up to which place he has read it.

    It goes with the membership, and with the message.
    """

    __tablename__ = "follower"
    __table_args__ = (
        ForeignKeyConstraint(["room_id", "account_id"], ["member.room_id", "member.account_id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["room_id", "seq"], ["message.room_id", "message.seq"], ondelete="CASCADE"),
        Index("ix_follower_account", "account_id", "room_id"),
        {"sqlite_with_rowid": False},
    )

    room_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    account_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    read_seq: Mapped[int] = mapped_column(BigInteger)
    followed_at: Mapped[int] = mapped_column(BigInteger)
