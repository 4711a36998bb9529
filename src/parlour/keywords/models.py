"""The words that people wait for, as they are stored."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from parlour.store.schema import Base, line


class Keyword(Base):
    """`folded` is the word as it is looked for, `word` as it was typed; messages before `since` (ms) do not count."""

    __tablename__ = "keyword"
    __table_args__ = {"sqlite_with_rowid": False}

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    folded: Mapped[str] = mapped_column(line(200), primary_key=True)
    word: Mapped[str] = mapped_column(String(50))
    since: Mapped[int] = mapped_column(BigInteger)
