"""Whom people ignore."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from parlour.store.schema import BigId

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ignored",
        sa.Column("account_id", BigId, nullable=False),
        sa.Column("ignored_id", BigId, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_ignored_account_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["ignored_id"], ["account.id"], name="fk_ignored_ignored_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "ignored_id", name="pk_ignored"),
        sqlite_with_rowid=False,
    )
