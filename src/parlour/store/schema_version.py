"""Which version the database is at; Alembic is loaded only when there is something to do."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from parlour import clock

HEAD = "0001"
MIGRATIONS = Path(__file__).parent / "migrations"


class NewerDatabase(Exception):
    """The database was made by a later Parlour than this one."""


def bring_up_to_date(path: Path) -> None:
    """Create or migrate the database at `path`; an existing one is copied aside first."""
    version = _version_of(path)
    if version == HEAD:
        return
    if version is not None:
        if version > HEAD:
            raise NewerDatabase(f"{path} was made by a later Parlour (schema {version}, this one knows {HEAD})")
        _copy_aside(path, version)
    _migrate(path)


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


def _copy_aside(path: Path, version: str) -> None:
    folder = path.parent / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    source = sqlite3.connect(path)
    target = sqlite3.connect(folder / f"before-{HEAD}-from-{version}-{clock.now()}.db")
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()


def _migrate(path: Path) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["path"] = path
    command.upgrade(config, "head")
