"""Which version of the schema this Parlour knows; Alembic is loaded only when there is something to do."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine

from parlour.store.lock import CannotOpen

HEAD = "0015"
MIGRATIONS = Path(__file__).parent / "migrations"


class NewerDatabase(CannotOpen):
    """The database was made by a later Parlour than this one."""


class UnknownVersion(CannotOpen):
    """A version of the tables for which there is no migration."""


def check_known(version: str, name: str) -> None:
    """Raise `NewerDatabase` for a version that this Parlour does not know."""
    if version > HEAD:
        raise NewerDatabase(
            f"{name} was made by a later Parlour (schema {version}, this one knows {HEAD}): "
            "start that one, or see `parlour upgrade --back`"
        )


def migrate(engine: Engine) -> None:
    """Create the tables or bring them to the newest version, in one transaction of `engine`."""
    with engine.begin() as connection:
        bring_to("head", connection)


def bring_to(version: str, connection: Connection) -> None:
    """Create the tables or bring them to a version, within a transaction; raise `UnknownVersion`."""
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, version)
    except CommandError:
        raise UnknownVersion(f"this Parlour knows no schema {version!r}") from None
