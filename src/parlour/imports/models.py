"""Where people and rooms came from, so that the same import twice is one."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from parlour.store.schema import Base


class Origin(Base):
    """What somebody, or a room, was called where it was exported; `source` is which server that was."""

    __tablename__ = "origin"
    __table_args__ = {"sqlite_with_rowid": False}

    source: Mapped[str] = mapped_column(String(60), primary_key=True)
    foreign_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"), index=True)
