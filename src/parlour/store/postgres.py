"""The database as PostgreSQL: one connection that writes and holds the lock, several that only read."""

from __future__ import annotations

import time
from typing import Any

import psycopg
import structlog
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError, DisconnectionError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection

from parlour.errors import Problem, StorageFull, Unavailable
from parlour.security import new_token
from parlour.store.engine import READERS, causes
from parlour.store.line import PATIENCE, Line, WaitingConnection, is_dead
from parlour.store.lock import CannotOpen, DataInUse
from parlour.store.schema_version import HEAD, check_known, migrate

LETTING_GO = 1.0  # seconds
OLDEST = 15  # the version that the tests run on
LOCK = "pg_try_advisory_lock(1885434476, hashtext(coalesce(current_schema(), '')))"  # the number is "parl"
GHOSTS = """SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity
    WHERE application_name = %s AND datname = current_database() AND pid <> pg_backend_pid()"""
DURABLE = "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"

# What SQLSTATE begins with where one statement is to blame; anything else concerns the whole transaction.
OWN_FAULT = ("0A", "22", "23", "25001", "25006", "25P02", "42")
DISK_FULL = "53100"

log = structlog.get_logger("parlour.store")


class PostgresDatabase:
    """See `engine.Database`. Whoever writes holds the lock, because it belongs to the writing connection itself."""

    def __init__(self, dsn: str) -> None:
        self.name = name_of(dsn)
        self._line = Line(dsn, f"parlour {new_token()[:8]}")
        self.writing = _engine(self._dial_writer, size=1, overflow=0)
        self.reading = _engine(self._dial_reader, size=READERS, overflow=READERS)

    def bring_up_to_date(self) -> None:
        try:
            with self.writing.begin() as connection:
                _check_server(connection)
                version = _version_of(connection)
        except SQLAlchemyError as error:
            reason = " ".join(str(getattr(error, "orig", None) or error).split())
            raise CannotOpen(f"the database {self.name} cannot be used: {reason}") from None
        if version is not None:
            check_known(version, f"the database {self.name}")
        if version != HEAD:
            self._migrate()

    def problem(self, error: Exception) -> Problem | None:
        if isinstance(error, DataInUse | NoConnection):
            return Unavailable(retry_after=1)
        if not isinstance(error, SQLAlchemyError | psycopg.Error):
            return None
        found = [cause for cause in causes(error) if isinstance(cause, psycopg.Error)]
        if any(cause.sqlstate == DISK_FULL for cause in found):
            return StorageFull(retry_after=5)
        passing = any(_is_passing(cause) or isinstance(cause, psycopg.IntegrityError) for cause in found)
        return Unavailable(retry_after=1) if passing else None

    def is_lost(self, connection: Connection, error: Exception) -> bool:
        if not isinstance(error, DBAPIError):
            return False
        return error.connection_invalidated or (isinstance(error.orig, psycopg.Error) and _is_passing(error.orig))

    def is_tight(self) -> bool:
        return False  # the server's disk is not ours to see

    def close(self) -> None:
        """The lock ends with the connection that writes."""
        self.reading.dispose()
        self.writing.dispose()

    def _migrate(self) -> None:
        """A migration may take its time; it runs on the connection that has the lock."""
        with self.writing.connect() as connection:
            driver = connection.connection.driver_connection
        assert isinstance(driver, WaitingConnection)  # noqa: S101  (narrowing)
        driver.patience = None
        migrate(self.writing)
        driver.patience = PATIENCE

    def _dial_reader(self) -> psycopg.Connection[Any]:
        made = self._line.dial(writes=False)
        made.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        made.read_only = True
        return made

    def _dial_writer(self) -> psycopg.Connection[Any]:
        made = self._line.dial(writes=True)
        try:
            made.autocommit = True
            self._hold(made)
            made.execute(DURABLE)
            made.autocommit = False
            made.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
        except BaseException:
            made.close()
            raise
        return made

    def _hold(self, made: psycopg.Connection[Any]) -> None:
        """Take the lock; a connection of our own that the server still believes in is ended for it.

        The server lets go of a lock a moment after its connection was closed: that moment is waited for.
        """
        if _scalar(made, f"SELECT {LOCK}"):
            return
        made.execute(GHOSTS, [made.info.parameter_status("application_name")])
        deadline = time.monotonic() + LETTING_GO
        while not _scalar(made, f"SELECT {LOCK}"):
            if time.monotonic() > deadline:
                raise DataInUse(f"another server is running on the database {self.name}")
            time.sleep(0.02)


def _engine(dial: Any, *, size: int, overflow: int) -> Engine:
    engine = create_engine(
        "postgresql+psycopg://",
        creator=dial,
        pool_size=size,
        max_overflow=overflow,
        pool_timeout=2,
        use_native_hstore=False,
    )

    def checked(connection: Any, *_: object) -> None:
        if is_dead(connection):
            raise DisconnectionError

    event.listen(engine, "checkout", checked)
    return engine


def _is_passing(error: psycopg.Error) -> bool:
    """Tell whether the server, the line or another transaction is to blame, so that a later try may succeed."""
    if error.sqlstate is None:
        return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
    return not error.sqlstate.startswith(OWN_FAULT)


def name_of(dsn: str) -> str:
    """Return what may be shown of a DSN."""
    try:
        parts = conninfo_to_dict(dsn)
    except psycopg.ProgrammingError:
        raise CannotOpen("the setting database is not the address of a PostgreSQL database") from None
    where = parts.get("host") or "this machine"
    return f"{parts.get('dbname') or parts.get('user') or ''} on {where}".strip()


def _check_server(connection: Connection) -> None:
    """Refuse a server that could not keep what it is given; ask for what a promise rests on."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)  # noqa: S101  (narrowing)
    if driver.info.server_version < OLDEST * 10_000:
        raise CannotOpen(f"PostgreSQL {OLDEST} or later is needed")
    if driver.info.parameter_status("server_encoding") != "UTF8":
        raise CannotOpen("the database must have the encoding UTF8")
    if connection.execute(text("SELECT current_setting('fsync')")).scalar_one() == "off":
        log.warning("fsync_is_off", consequence="a crash of the machine loses acknowledged messages")


def _version_of(connection: Connection) -> str | None:
    if connection.execute(text("SELECT to_regclass('alembic_version')")).scalar() is None:
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _scalar(connection: psycopg.Connection[Any], statement: Any) -> Any:
    found = connection.execute(statement).fetchone()
    return found[0] if found else None
