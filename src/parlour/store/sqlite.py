"""The database as one SQLite file: one connection that writes, several that only read."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, QueuePool, StaticPool, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection

from parlour.errors import Problem, StorageFull, Unavailable
from parlour.store.engine import READERS, causes
from parlour.store.lock import CannotOpen
from parlour.store.schema_version import HEAD, bring_to, check_known

DATABASE = "parlour.db"

# What the file, its disk or another program may be to blame for; anything else is a statement of ours that is wrong.
NOT_OURS = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_CONSTRAINT,
    sqlite3.SQLITE_NOTADB,
}


class SQLiteFile:
    """See `engine.Database`."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / DATABASE
        self.writing = writing_engine(self._path)
        self.reading = reading_engine(self._path)

    def bring_up_to_date(self) -> None:
        bring_up_to_date(self._path)
        self._path.chmod(0o600)

    def problem(self, error: Exception) -> Problem | None:
        if isinstance(error, NoConnection):
            return Unavailable(retry_after=1)
        if not isinstance(error, SQLAlchemyError | sqlite3.Error):
            return None
        # The extended codes of SQLite carry the plain one in their lowest byte.
        codes = {getattr(cause, "sqlite_errorcode", 0) & 0xFF for cause in causes(error)}
        if sqlite3.SQLITE_FULL in codes:
            return StorageFull(retry_after=5)
        return Unavailable(retry_after=1) if codes & NOT_OURS else None

    def is_lost(self, connection: Connection, error: Exception) -> bool:
        if not isinstance(error, DBAPIError):
            return False
        driver = connection.connection.dbapi_connection
        return error.connection_invalidated or (isinstance(driver, sqlite3.Connection) and not driver.in_transaction)

    def close(self) -> None:
        """The last connection folds the log into the database."""
        self.reading.dispose()
        self.writing.dispose()


def writing_engine(path: Path) -> Engine:
    """Return the engine whose only connection writes, and alone checkpoints the log."""
    engine = create_engine(f"sqlite:///{path}", poolclass=StaticPool, connect_args={"check_same_thread": False})
    _prepare(engine, ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"))
    _begin_with(engine, "BEGIN IMMEDIATE")
    return engine


def migrating_engine(path: Path) -> Engine:
    """Return an engine that writes without references: a table made anew drops the old one, and that would cascade."""
    engine = create_engine(f"sqlite:///{path}", poolclass=StaticPool)
    _prepare(engine, ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=OFF", "busy_timeout=5000"))
    _begin_with(engine, "BEGIN IMMEDIATE")
    return engine


def reading_engine(path: Path) -> Engine:
    """Return an engine whose connections cannot write and never checkpoint."""
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=QueuePool,
        pool_size=READERS,
        max_overflow=READERS,
        connect_args={"check_same_thread": False},
    )
    _prepare(engine, ("query_only=ON", "wal_autocheckpoint=0", "busy_timeout=5000"))
    _begin_with(engine, "BEGIN")
    return engine


def bring_up_to_date(path: Path) -> None:
    """Create or migrate the database at `path`."""
    version = version_of(path)
    if version == HEAD:
        return
    if version is not None:
        check_known(version, str(path))
    engine = migrating_engine(path)
    try:
        with engine.begin() as connection:
            bring_to("head", connection)
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                raise CannotOpen(f"{path} cannot be upgraded: some rows refer to others that are not there")
    finally:
        engine.dispose()


def version_of(path: Path) -> str | None:
    """Return the version of the schema at `path`; None when there is none yet."""
    if not path.exists():
        return None
    connection = sqlite3.connect(path)
    try:
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError:
        return None
    finally:
        connection.close()
    return str(found[0]) if found else None


def _prepare(engine: Engine, pragmas: tuple[str, ...]) -> None:
    def connected(connection: DBAPIConnection, _: object) -> None:
        assert isinstance(connection, sqlite3.Connection)  # noqa: S101  (narrowing)
        # SQLAlchemy says BEGIN itself (below): the driver must not add its own.
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}").close()

    event.listen(engine, "connect", connected)


def _begin_with(engine: Engine, statement: str) -> None:
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    event.listen(engine, "begin", begin)
