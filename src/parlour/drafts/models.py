"""Drafts as they are stored."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from parlour.store.schema import Base


class Draft(Base):
    """One row for each room in which somebody has begun to write; an empty one says that he has not any more.

    `rev` counts the changes of all his drafts; `device` and `nth` say which of its saves was the last.
    """

    __tablename__ = "draft"
    __table_args__ = {"sqlite_with_rowid": False}

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"), primary_key=True)
    body: Mapped[str] = mapped_column(Text)
    reply_to: Mapped[int | None] = mapped_column(BigInteger)
    rev: Mapped[int] = mapped_column(BigInteger)
    device: Mapped[str] = mapped_column(String(64))
    nth: Mapped[int] = mapped_column(BigInteger)
