"""A data folder with its SQLite database, as a place of copies."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event

from parlour.copies.places import hand_over
from parlour.copies.progress import Refused
from parlour.store.disk import sync
from parlour.store.schema_version import bring_to
from parlour.store.sqlite import DATABASE, reading_engine, writing_engine

LOGS = (f"{DATABASE}-wal", f"{DATABASE}-shm")
SCRATCH = ".unfinished"


class Folder:
    """See `places.Place`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = ""
        self.name = str(folder)
        self._path = folder / DATABASE
        self.aside: str | None = None

    @contextmanager
    def locked(self) -> Iterator[None]:
        yield  # by the lock on the folder

    @contextmanager
    def reading(self) -> Iterator[Engine]:
        if not self._path.exists():
            raise Refused(f"there is no chat in {self.folder}")
        engine = reading_engine(self._path)
        try:
            yield engine
        finally:
            engine.dispose()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        engine = writing_engine(self._path)
        try:
            with engine.begin() as connection:
                yield connection
        finally:
            engine.dispose()

    @contextmanager
    def fresh(self, version: str, upto: str, label: str) -> Iterator[Connection]:
        with _scratch(self.folder) as scratch:
            path = scratch / DATABASE
            with _loading(path) as connection:
                bring_to(version, connection)
                yield connection
                if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                    raise Refused("some rows refer to others that are not there")
                bring_to(upto, connection)
            path.chmod(0o600)
            hand_over(path, self.folder)
            sync(path)
            self.aside = set_aside(self.folder, label)
            path.rename(self._path)
            sync(self.folder)


def set_aside(folder: Path, label: str) -> str | None:
    """Keep the database of a data folder under another name in it, so that it may be replaced; None if there is none.

    It stays where it is as well, whole by itself, until another takes its name in one step.
    """
    path = folder / DATABASE
    if not any((folder / name).exists() for name in (DATABASE, *LOGS)):
        return None
    aside = folder / f"replaced-{label}"
    aside.mkdir(mode=0o700, exist_ok=True)
    hand_over(aside, folder)
    for name in LOGS:  # first of all: SQLite deletes the log of a database that it cannot read
        if (folder / name).exists():
            shutil.copy(folder / name, aside / name)
            hand_over(aside / name, folder)
    if path.exists() and _fold_log(path):
        for name in LOGS:
            (aside / name).unlink(missing_ok=True)
    for name in LOGS:  # the old log must not meet the new database
        (folder / name).unlink(missing_ok=True)
    if path.exists():
        os.link(path, aside / DATABASE)
    sync(aside)
    return str(aside)


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


@contextmanager
def _loading(path: Path) -> Iterator[Connection]:
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


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """Yield an empty folder inside the data folder, gone afterwards; what a killed command left goes first."""
    scratch = folder / SCRATCH
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(mode=0o700)
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch)
