"""Tables as data: every row in one order and one spelling, the same whichever database it comes from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence

import msgspec
from sqlalchemy import Connection, MetaData, Select, String, Table, collate, func, select
from sqlalchemy.exc import IntegrityError, InterfaceError, ProgrammingError

from parlour.copies.progress import Refused

PART_SIZE = 4 << 20  # bytes of JSON lines handled at once
DERIVED = "search_"  # tables called so are made of others, by whoever opens the database: they are no content
# Facts of one database's life: another that holds the same has its own.
OF_ITS_OWN = ("epoch", "moved_to", "arriving")

_encode = msgspec.json.Encoder().encode
_decode_lines = msgspec.json.Decoder(tuple).decode_lines


class Content(msgspec.Struct, forbid_unknown_fields=True):
    """What one table holds: `sha256` is over its rows as lines, `counter` the highest number ever given out."""

    name: str
    columns: list[str]
    rows: int
    sha256: str
    counter: int | None = None

    @property
    def held(self) -> tuple[object, ...]:
        """What must be the same in every database that holds it."""
        return self.columns, self.rows, self.sha256


def tables_in(connection: Connection) -> list[Table]:
    """Return the tables that are there, whatever version made them; who is referred to comes first."""
    metadata = MetaData()
    metadata.reflect(connection, only=lambda name, _: not name.startswith(DERIVED))
    return [table for table in metadata.sorted_tables if table.name != "alembic_version"]


def columns_of(table: Table) -> list[str]:
    """Return a table's columns in the order in which its rows are spelled."""
    return sorted(str(column.name) for column in table.columns)


def count_in(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(_rows(table).subquery())).scalar_one())


def parts_of(connection: Connection, table: Table) -> Iterator[tuple[int, bytes]]:
    """Yield all rows of a table as pieces of JSON lines, each with the number of its rows."""
    found = connection.execute(_ordered(connection, table).execution_options(yield_per=1_000))
    rows, part = 0, bytearray()
    for row in found:
        part += _encode(tuple(row))
        part += b"\n"
        rows += 1
        if len(part) >= PART_SIZE:
            yield rows, bytes(part)
            rows = 0
            part.clear()
    if rows:
        yield rows, bytes(part)


def content_of(
    connection: Connection, table: Table, each: Callable[[int, bytes], object] = lambda _rows, _part: None
) -> Content:
    """Read a whole table, handing on its pieces; return what it holds."""
    total, digest = 0, hashlib.sha256()
    for rows, part in parts_of(connection, table):
        each(rows, part)
        total += rows
        digest.update(part)
    return Content(str(table.name), columns_of(table), total, digest.hexdigest(), counter_of(connection, table))


def fact_of(connection: Connection, name: str) -> str | None:
    """Return one named value of the whole server."""
    fact = Table("fact", MetaData(), autoload_with=connection)
    return connection.execute(select(fact.c.value).where(fact.c.name == name)).scalar()


def put(connection: Connection, table: Table, columns: Sequence[str], part: bytes) -> int:
    """Insert the rows of a piece; return how many they were. Raise ValueError for rows that are none."""
    rows = _decode_lines(part)
    names = ", ".join(f'"{table.c[name].name}"' for name in columns)
    if connection.dialect.name == "postgresql":
        _copy(connection, f'COPY "{table.name}" ({names}) FROM STDIN', rows)
    else:
        marks = ", ".join("?" for _ in columns)
        _insert(connection, f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', rows)  # noqa: S608  (our own names)
    return len(rows)


def counter_of(connection: Connection, table: Table) -> int | None:
    """Return the highest number ever given to a row, also to one that is gone; None where none was given."""
    if connection.dialect.name == "postgresql":
        sequence = _sequence_of(connection, table)
        if sequence is None:
            return None
        statement = f"SELECT last_value FROM {sequence} WHERE is_called"  # noqa: S608  (as the database spells it)
        found = connection.exec_driver_sql(statement).scalar()
    elif _is_numbered(connection):
        statement = "SELECT seq FROM sqlite_sequence WHERE name = ?"
        found = connection.exec_driver_sql(statement, (str(table.name),)).scalar()
    else:
        return None
    return None if found is None else int(found)


def set_counter(connection: Connection, table: Table, counter: int | None) -> None:
    """Have the next row numbered after `counter`."""
    if counter is None:
        return
    if connection.dialect.name == "postgresql":
        sequence = _sequence_of(connection, table)
        connection.exec_driver_sql("SELECT setval(%s::regclass, %s)", (sequence, counter))
        return
    connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (str(table.name),))
    connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (str(table.name), counter))


def digest_of(contents: Sequence[Content]) -> str:
    """Return one checksum for all that is held, whatever the version of the archive around it."""
    lines = (f"{one.name} {','.join(one.columns)} {one.rows} {one.sha256}\n" for one in contents)
    return hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()


def _insert(connection: Connection, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
    try:
        connection.exec_driver_sql(statement, list(rows))
    except (OverflowError, IntegrityError, InterfaceError, ProgrammingError) as error:
        raise ValueError(getattr(error, "orig", None) or error) from None


def _copy(connection: Connection, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
    import psycopg

    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)  # noqa: S101  (narrowing)
    try:
        with driver.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            for row in rows:
                copy.write_row(row)
    except (psycopg.DataError, psycopg.IntegrityError, psycopg.ProgrammingError) as error:
        raise ValueError(error.diag.message_primary or str(error)) from None
    except psycopg.Error as error:
        raise Refused(f"PostgreSQL: {error.diag.message_primary or error}") from None


def _sequence_of(connection: Connection, table: Table) -> str | None:
    column = next(iter(table.primary_key.columns)).name
    statement = "SELECT pg_get_serial_sequence(quote_ident(%s), %s)"
    return connection.exec_driver_sql(statement, (str(table.name), str(column))).scalar()


def _is_numbered(connection: Connection) -> bool:
    statement = "SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'"
    return connection.exec_driver_sql(statement).first() is not None


def _rows(table: Table) -> Select[tuple[object, ...]]:
    found: Select[tuple[object, ...]] = select(*(table.c[name] for name in columns_of(table)))
    return found.where(table.c.name.not_in(OF_ITS_OWN)) if table.name == "fact" else found


def _ordered(connection: Connection, table: Table) -> Select[tuple[object, ...]]:
    """Order by the primary key; words by their bytes, as SQLite does and PostgreSQL must be told to."""
    words = "C" if connection.dialect.name == "postgresql" else "BINARY"
    keys = [
        collate(column, words) if isinstance(column.type, String) else column for column in table.primary_key.columns
    ]
    return _rows(table).order_by(*keys)
