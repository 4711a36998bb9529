"""What the store asks of a database, and which of the two kinds it gets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine

from parlour.errors import Problem
from parlour.store.lock import CannotOpen

READERS = 6


class Database(Protocol):
    """Everything in which SQLite and PostgreSQL differ at run time.

    `writing` has one connection, which alone writes; those of `reading` cannot write and begin a snapshot.
    """

    writing: Engine
    reading: Engine

    def bring_up_to_date(self) -> None:
        """Create or migrate the database, so that no other server has it open; raise `CannotOpen`."""

    def problem(self, error: Exception) -> Problem | None:
        """Return what callers are told of an error that is the database's; None when it is a mistake of ours."""

    def is_lost(self, connection: Connection, error: Exception) -> bool:
        """Tell whether an error ended the whole transaction, or all of it had better be given up."""

    def is_tight(self) -> bool:
        """Tell whether the disk is so full that nothing may be stored that grows without end. Costs microseconds."""

    def close(self) -> None:
        """Close every connection; the one that writes last."""


def database_for(folder: Path, dsn: str, reserve: int) -> Database:
    """Return the SQLite file in `folder`, with a `reserve` of bytes there, or the PostgreSQL database `dsn` names."""
    if not dsn:
        from parlour.store.sqlite import SQLiteFile

        return SQLiteFile(folder, reserve)
    try:
        from parlour.store.postgres import PostgresDatabase
    except ImportError:
        raise CannotOpen("the driver for PostgreSQL is not installed: pip install 'psycopg[binary]'") from None
    return PostgresDatabase(dsn)


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and what it came from: the first complaint may be of a savepoint that a full disk rolled back."""
    while error is not None:
        yield getattr(error, "orig", None) or error
        error = error.__context__
