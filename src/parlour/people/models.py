"""What people tell of themselves, and whom they ignore, as it is stored."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from parlour.store.schema import Base


class Profile(Base):
    """One row for everybody who has told something; `status_until` is in milliseconds, NULL: for good."""

    __tablename__ = "profile"
    __table_args__ = {"sqlite_with_rowid": False}

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    pronouns: Mapped[str] = mapped_column(String(40), default="")
    about: Mapped[str] = mapped_column(String(300), default="")
    timezone: Mapped[str] = mapped_column(String(64), default="")
    status_text: Mapped[str] = mapped_column(String(100), default="")
    status_emoji: Mapped[str] = mapped_column(String(16), default="")
    status_until: Mapped[int | None] = mapped_column(BigInteger)


class Ignored(Base):
    """Whom somebody does not want to hear; the ignored are not told."""

    __tablename__ = "ignored"
    __table_args__ = {"sqlite_with_rowid": False}

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    ignored_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
