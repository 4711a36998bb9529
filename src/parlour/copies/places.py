"""The data folder as a place of copies: what is in it, reading it beside a server, and having it to oneself."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect

from parlour import clock
from parlour.copies.progress import Refused
from parlour.store.disk import sync
from parlour.store.lock import DataLock
from parlour.store.sqlite import DATABASE, reading_engine

FILES = ("secret",)  # what belongs to the data beside the database
LOGS = (f"{DATABASE}-wal", f"{DATABASE}-shm")


@contextmanager
def reading(data: Path) -> Iterator[Engine]:
    """Yield an engine whose transactions are consistent snapshots, whoever writes meanwhile."""
    if not (data / DATABASE).exists():
        raise Refused(f"there is no database in {data}")
    engine = reading_engine(data / DATABASE)
    try:
        if not inspect(engine).has_table("alembic_version"):
            raise Refused(f"there is no database in {data}")
        yield engine
    finally:
        engine.dispose()


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Keep servers and other commands off a data folder, made if need be; raise `DataInUse`."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = DataLock(data)
    try:
        hand_over(data / "parlour.lock", data)
        yield
    finally:
        lock.release()


@contextmanager
def loading(path: Path) -> Iterator[Connection]:
    """Yield a transaction on a database nobody else has yet: quick, and worth nothing until `sync`."""
    engine = create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def _(connection: sqlite3.Connection, __: object) -> None:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-200000"):
            connection.execute(f"PRAGMA {pragma}").close()

    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def hand_over(path: Path, data: Path) -> None:
    """Give what root made to whom the data folder belongs: the server runs as him."""
    if os.geteuid() == 0:
        owner = data.stat()
        os.chown(path, owner.st_uid, owner.st_gid)


def schema_of(connection: Connection) -> str:
    """Return the version of the tables."""
    return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())


def compact(at: int) -> str:
    """Write milliseconds as `20261121T091233Z`, for names of files."""
    return clock.rfc3339(at).replace("-", "").replace(":", "").partition(".")[0] + "Z"


def set_aside(data: Path, now: int) -> Path | None:
    """Keep what is in a data folder under another name in it, so that it may be replaced; None if there is nothing.

    The database stays where it is, whole by itself, until another takes its name in one step.
    """
    if not (data / DATABASE).exists():
        return None
    aside = data / f"replaced-{compact(now)}"
    aside.mkdir(mode=0o700)
    hand_over(aside, data)
    for name in LOGS:  # first of all: SQLite deletes the log of a database that it cannot read
        if (data / name).exists():
            shutil.copy(data / name, aside / name)
            hand_over(aside / name, data)
    if _fold_log(data / DATABASE):
        for name in LOGS:
            (aside / name).unlink(missing_ok=True)
    for name in LOGS:  # the old log must not meet the new database
        (data / name).unlink(missing_ok=True)
    for name in (*FILES, DATABASE):
        if (data / name).exists():
            os.link(data / name, aside / name)
    sync(aside)
    return aside


def _fold_log(path: Path) -> bool:
    """Have the database whole in its one file; tell whether it could be."""
    connection = sqlite3.connect(path)
    try:
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.DatabaseError:  # damaged, which is why it is being replaced
        return False
    finally:
        connection.close()
    return not busy
