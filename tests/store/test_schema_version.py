"""Databases are made, recognised, and refused when newer."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from parlour.drafts import models as _drafts  # noqa: F401  (so that every table is known)
from parlour.imports import models as _imports  # noqa: F401  (so that every table is known)
from parlour.keywords import models as _keywords  # noqa: F401
from parlour.messages import models as _messages  # noqa: F401  (so that every table is known)
from parlour.people import models as _people  # noqa: F401
from parlour.plans import models as _plans  # noqa: F401
from parlour.rooms import models as _rooms  # noqa: F401
from parlour.search import models as _search  # noqa: F401  (so that every table is known)
from parlour.store import Store
from parlour.store.schema import Base
from parlour.store.schema_version import HEAD, NewerDatabase
from parlour.store.sqlite import version_of


def is_alike_everywhere(name: str | None, kind: str, _: object) -> bool:
    """Each kind of database has an index of its own to search in."""
    return not (kind == "table" and str(name).startswith("search_index"))


def test_the_migrations_make_exactly_the_tables_of_the_models(store: Store) -> None:
    with store.database.reading.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_alike_everywhere})
        assert compare_metadata(context, Base.metadata) == []


def test_a_database_of_a_later_parlour_is_refused_and_left_alone(folder: Path, database: str) -> None:
    def become(version: str) -> None:
        store = Store(folder, database=database)
        store.write(lambda tx: tx.execute(text(f"UPDATE alembic_version SET version_num = '{version}'")))
        store.close()

    become("9999")
    with pytest.raises(NewerDatabase):
        Store(folder, database=database)


def test_the_database_is_for_its_owner_only(folder: Path) -> None:
    Store(folder).close()
    assert (folder / "parlour.db").stat().st_mode & 0o777 == 0o600


def test_an_empty_file_left_by_a_start_that_failed_is_made_a_database(tmp_path: Path) -> None:
    (tmp_path / "parlour.db").touch()
    Store(tmp_path).close()
    assert version_of(tmp_path / "parlour.db") == HEAD
    assert not (tmp_path / "backups").exists()
