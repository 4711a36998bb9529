"""What a transaction asks of the database, and how the database goes about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import event, select

from parlour.store import Store, Tx
from parlour.store.schema import Base


class Statement(NamedTuple):
    text: str
    values: Any


@contextmanager
def asked(tx: Tx) -> Iterator[list[Statement]]:
    """Note the statements of a block."""
    heard: list[Statement] = []

    def note(_: object, __: object, text: str, values: Any, *___: object) -> None:
        heard.append(Statement(text, values))

    event.listen(tx.connection, "before_cursor_execute", note)
    yield heard
    event.remove(tx.connection, "before_cursor_execute", note)


def scans(tx: Tx, statements: list[Statement]) -> list[str]:
    """Return the steps in which a whole table is read though an index could have been used."""
    cursor = tx.connection.connection.cursor()
    if tx.connection.dialect.name == "postgresql":
        steps = [row[0] for text, values in statements for row in _rows(cursor, f"EXPLAIN {text}", values)]
        return [step for step in steps if "Seq Scan" in step]
    steps = [row[3] for text, values in statements for row in _rows(cursor, f"EXPLAIN QUERY PLAN {text}", values)]
    return [step for step in steps if not step.startswith("SEARCH")]


def everything(store: Store) -> str:
    """Return all that is kept, table by table."""
    tables = Base.metadata.sorted_tables
    return store.read(lambda tx: "\n".join(repr(row) for table in tables for row in tx.execute(select(table))))


def _rows(cursor: Any, text: str, values: Any) -> list[Any]:
    cursor.execute(text, values)
    return list(cursor.fetchall())
