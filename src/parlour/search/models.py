"""What is kept to search in: made of the messages, after they are stored, and made again wherever it is missing.

Beside these there is `search_index`, which each kind of database has in its own way (the migration, trigrams.py).
Triggers of the database take what is deleted or edited out of all of them, within the transaction that does it.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from parlour.store.schema import Base, BigId


class SearchText(Base):
    """A message as it is searched: `text` is folded, and empty from an edit until it is indexed anew.

    `id` ascends in the order in which the messages were written; `traits` are those of folding.py.
    """

    __tablename__ = "search_text"
    __table_args__ = (
        UniqueConstraint("room_id", "seq"),
        Index("ix_search_text_room", "room_id", "id"),
        Index("ix_search_text_time", "created_at", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    room_id: Mapped[int] = mapped_column(BigInteger)
    seq: Mapped[int] = mapped_column(BigInteger)
    author_id: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[int] = mapped_column(BigInteger)
    traits: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)


class SearchMark(Base):
    """How far a room is indexed: the places up to `seq`, and at them the changes up to `rev`."""

    __tablename__ = "search_mark"

    room_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigInteger)
    rev: Mapped[int] = mapped_column(BigInteger)
