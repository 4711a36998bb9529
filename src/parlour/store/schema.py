"""What every table is made of. Tables themselves stand in each domain's models.py."""

from __future__ import annotations

from sqlalchemy import BigInteger, Integer, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# SQLite numbers its rows only in a column declared INTEGER.
BigId = BigInteger().with_variant(Integer(), "sqlite")


def line(length: int) -> String:
    """Text that sorts by the numbers of its letters on every database, so that all of them order alike."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)


class Fact(Base):
    """One named value of the whole server: its epoch, the digest of the owner link."""

    __tablename__ = "fact"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(200))
