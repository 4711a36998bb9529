"""Messages as they are stored."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from parlour.store.schema import Base


class Message(Base):
    """`seq` is its place for ever, `rev` its latest change, `post` how many messages the room had up to it."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("author_id", "key"),
        Index("ix_message_rev", "room_id", "rev"),
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
