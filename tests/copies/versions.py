"""This Parlour as its next version might be: with one migration more, which makes a table anew."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from parlour.store.schema_version import HEAD, MIGRATIONS

NEXT = f"""
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9000", "{HEAD}", None, None


def upgrade() -> None:
    anew = "always" if op.get_bind().dialect.name == "sqlite" else "auto"
    for table in ("account", "room"):
        with op.batch_alter_table(table, recreate=anew) as made:
            made.add_column(sa.Column("mood", sa.String(10), nullable=False, server_default="calm"))
"""
KNOW_IT = (
    "store.schema_version",
    "store.sqlite",
    "store.postgres",
    "copies.restores",
    "copies.upgrades",
    "copies.starts",
)


def become_later(monkeypatch: pytest.MonkeyPatch, folder: Path) -> str:
    """Be that Parlour from now on, within this process; return its version of the schema."""
    migrations = Path(shutil.copytree(MIGRATIONS, folder / "migrations"))
    (migrations / "versions" / "9000_mood.py").write_text(NEXT)
    monkeypatch.setattr("parlour.store.schema_version.MIGRATIONS", migrations)
    for module in KNOW_IT:
        monkeypatch.setattr(f"parlour.{module}.HEAD", "9000")
    return "9000"
