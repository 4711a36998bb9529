"""Which version the database is at; Alembic is loaded only when there is something to do."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from parlour import clock
from parlour.store.disk import sync

HEAD = "0001"
MIGRATIONS = Path(__file__).parent / "migrations"


class NewerDatabase(Exception):
    """The database was made by a later Parlour than this one."""


class UnknownVersion(Exception):
    """A version of the tables for which there is no migration."""


def bring_up_to_date(path: Path) -> None:
    """Create or migrate the database at `path`; an existing one is copied aside first."""
    version = _version_of(path)
    if version == HEAD:
        return
    if version is not None:
        if version > HEAD:
            raise NewerDatabase(f"{path} was made by a later Parlour (schema {version}, this one knows {HEAD})")
        _copy_aside(path, version)
    migrate(path)


def _version_of(path: Path) -> str | None:
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


def migrate(path: Path, version: str = "head") -> None:
    """Create or bring the database at `path` to a version, without any copy; raise `UnknownVersion`."""
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["path"] = path
    try:
        command.upgrade(config, version)
    except CommandError:
        raise UnknownVersion(f"this Parlour knows no schema {version!r}") from None


def _copy_aside(path: Path, version: str) -> None:
    """Copy the database to `backups/`, where it has its name once it is whole and on disk."""
    folder = path.parent / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    unfinished = folder / "unfinished.db"
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    source, target = sqlite3.connect(path), sqlite3.connect(unfinished)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()
    sync(unfinished)
    unfinished.rename(folder / f"before-{HEAD}-from-{version}-{clock.now()}.db")
    sync(folder)
