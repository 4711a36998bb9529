"""Where a whole chat can be: in a data folder as SQLite, or in a PostgreSQL database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, inspect

from parlour import clock
from parlour.copies.progress import Refused
from parlour.store.lock import DataLock

LOCK = "parlour.lock"


class Place(Protocol):
    """`folder` has the files beside the database, `name` may be shown to all, `aside` is where `fresh` put things."""

    folder: Path
    database: str
    name: str
    aside: str | None

    def locked(self) -> AbstractContextManager[None]:
        """Keep servers off the database, as far as the lock on `folder` does not; raise `DataInUse`."""

    def reading(self) -> AbstractContextManager[Engine]:
        """Yield an engine whose transactions are snapshots, whoever writes meanwhile."""

    def writing(self) -> AbstractContextManager[Connection]:
        """Yield one durable transaction on the database as it is."""

    def fresh(self, version: str, upto: str, label: str) -> AbstractContextManager[Connection]:
        """Yield a transaction on empty tables of a version, brought `upto` another at its end.

        Then, in one step, it takes the place of all that is there, which is set aside under the label; an error
        leaves all as it was. Raise `UnknownVersion`.
        """


@contextmanager
def alone(*places: Place) -> Iterator[None]:
    """Keep servers and other commands off these places; folders are made if need be. Raise `DataInUse`."""
    with ExitStack() as held:
        for folder in {place.folder for place in places}:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            held.callback(DataLock(folder).release)
            hand_over(folder / LOCK, folder)
        for place in places:
            held.enter_context(place.locked())
        yield


@contextmanager
def snapshot_of(place: Place) -> Iterator[Connection]:
    """Yield a transaction that sees a database as it is now; raise `Refused` when there is none."""
    with place.reading() as engine, engine.connect() as connection:
        if version_of(connection) is None:
            raise Refused(f"there is no chat in {place.name}")
        yield connection


def version_in(place: Place) -> str | None:
    """Return the version of the tables at a place; None when there are none."""
    try:
        with snapshot_of(place) as connection:
            return version_of(connection)
    except Refused:
        return None


def version_of(connection: Connection) -> str | None:
    """Return the version of the tables; None when there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if found is None else str(found)


def hand_over(path: Path, folder: Path) -> None:
    """Give what root made to whom the folder belongs: the server runs as him."""
    if os.geteuid() == 0:
        owner = folder.stat()
        os.chown(path, owner.st_uid, owner.st_gid)


def label_of(at: int) -> str:
    """Write milliseconds as `20261121T091233123Z`: what is set aside twice in a second must not meet."""
    return f"{compact(at)[:-1]}{at % 1000:03}Z"


def compact(at: int) -> str:
    """Write milliseconds as `20261121T091233Z`, for names of files."""
    return clock.rfc3339(at).replace("-", "").replace(":", "").partition(".")[0] + "Z"
