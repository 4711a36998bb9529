"""The database as one SQLite file: one connection that writes, several that only read."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, QueuePool, StaticPool, create_engine, event
from sqlalchemy.engine import ExceptionContext
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
# After these nobody knows whether a connection holds what the disk has: it is given up, and the next look is a new one.
DOUBTFUL = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


class SQLiteFile:
    """See `engine.Database`. `reserve`: bytes of the disk that messages leave free."""

    def __init__(self, folder: Path, reserve: int = 0) -> None:
        self.reserve = reserve
        self._path = folder / DATABASE
        self._disk = str(folder)
        self.writing = writing_engine(self._path)
        self.reading = reading_engine(self._path)

    def bring_up_to_date(self) -> None:
        bring_up_to_date(self._path)
        self._path.chmod(0o600)

    def problem(self, error: Exception) -> Problem | None:
        if not isinstance(error, SQLAlchemyError | sqlite3.Error):
            return None
        codes = {_code(cause) for cause in causes(error)}
        # Where there is no space SQLite does not always say so: its index of the log just cannot be made larger.
        if sqlite3.SQLITE_FULL in codes or (sqlite3.SQLITE_IOERR in codes and self.is_tight()):
            return StorageFull(retry_after=5)
        passing = isinstance(error, NoConnection) or (isinstance(error, DBAPIError) and error.connection_invalidated)
        return Unavailable(retry_after=1) if passing or codes & NOT_OURS else None

    def is_lost(self, connection: Connection, error: Exception) -> bool:
        if connection.invalidated:
            return True
        if not isinstance(error, DBAPIError):
            return False
        driver = connection.connection.dbapi_connection
        return isinstance(driver, sqlite3.Connection) and not driver.in_transaction

    def is_tight(self) -> bool:
        try:
            found = os.statvfs(self._disk)
        except OSError:  # then the database itself has something to say
            return False
        return found.f_blocks > 0 and found.f_bavail * found.f_frsize < self.reserve  # no blocks: no limit is known

    def close(self) -> None:
        """The last connection folds the log into the database."""
        self.reading.dispose()
        self.writing.dispose()


def writing_engine(path: Path) -> Engine:
    """Return the engine whose only connection writes, and alone checkpoints the log; the file must be there."""
    engine = create_engine(_existing(path), poolclass=StaticPool, connect_args={"check_same_thread": False})
    _prepare(engine, ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"))
    _begin_with(engine, "BEGIN IMMEDIATE")
    # What was opened while the disk was read-only stays so when the disk no longer is.
    _give_up_after(engine, DOUBTFUL | {sqlite3.SQLITE_READONLY})
    return engine


def migrating_engine(path: Path) -> Engine:
    """Return an engine that writes without references: a table made anew drops the old one, and that would cascade."""
    engine = create_engine(f"sqlite:///{path}", poolclass=StaticPool)
    _prepare(engine, ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=OFF", "busy_timeout=5000"))
    _begin_with(engine, "BEGIN IMMEDIATE")
    return engine


def reading_engine(path: Path) -> Engine:
    """Return an engine whose connections cannot write and never checkpoint; the file must be there."""
    engine = create_engine(
        _existing(path),
        poolclass=QueuePool,
        pool_size=READERS,
        max_overflow=READERS,
        connect_args={"check_same_thread": False},
    )
    _prepare(engine, ("query_only=ON", "wal_autocheckpoint=0", "busy_timeout=5000"))
    _begin_with(engine, "BEGIN")
    _give_up_after(engine, DOUBTFUL)
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


def _give_up_after(engine: Engine, codes: set[int]) -> None:
    """Close a connection on which one of these errors came; another is opened when somebody asks for one."""

    def failed(context: ExceptionContext) -> None:
        if _code(context.original_exception) in codes:
            if context.connection is not None:
                _roll_back(context.connection)
            context.is_disconnect = True
            context.invalidate_pool_on_disconnect = False  # the others find out for themselves

    event.listen(engine, "handle_error", failed)


def _roll_back(connection: Connection) -> None:
    """Let go of the lock: what is closed lives on, lock and all, while anything refers to a statement of it."""
    driver = connection.connection.dbapi_connection
    assert driver is not None  # noqa: S101  (narrowing)
    with suppress(sqlite3.Error):  # it may have been rolled back by the error itself
        driver.rollback()


def _existing(path: Path) -> URL:
    """Return the address of a file that must be there: made anew where a disk has gone, it would be an empty chat."""
    return URL.create("sqlite", database=path.absolute().as_uri(), query={"mode": "rw", "uri": "true"})


def _code(error: BaseException) -> int:
    """Return SQLite's code of an error, 0 if it is none of SQLite's."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF  # the extended codes have the plain one in this byte
