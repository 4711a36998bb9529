"""Plans as they are stored; times are in milliseconds."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from parlour.store.schema import Base, BigId

# What is looked at whenever the clock strikes: only what is still to come.
WAITING = text("problem IS NULL")
SILENT = text("rung_at IS NULL")


class Scheduled(Base):
    """A message that waits for its time; `key` is the one it will be posted with. `problem` says why it was not."""

    __tablename__ = "scheduled"
    __table_args__ = (
        UniqueConstraint("account_id", "key"),
        Index("ix_scheduled_waiting", "at", sqlite_where=WAITING, postgresql_where=WAITING),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)
    reply_to: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[int] = mapped_column(BigInteger)
    problem: Mapped[str | None] = mapped_column(String(200))


class Reminder(Base):
    """About a message, or about a text; it rang at `rung_at`, and is there until it is done with."""

    __tablename__ = "reminder"
    __table_args__ = (
        Index("ix_reminder_account", "account_id", "at"),
        Index("ix_reminder_silent", "at", sqlite_where=SILENT, postgresql_where=SILENT),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"))
    seq: Mapped[int | None] = mapped_column(BigInteger)
    body: Mapped[str] = mapped_column(Text)
    at: Mapped[int] = mapped_column(BigInteger)
    rung_at: Mapped[int | None] = mapped_column(BigInteger)
