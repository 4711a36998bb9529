"""What people tell of themselves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from parlour.store.schema import BigId

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "profile",
        sa.Column("account_id", BigId, nullable=False),
        sa.Column("pronouns", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=300), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("status_text", sa.String(length=100), nullable=False),
        sa.Column("status_emoji", sa.String(length=16), nullable=False),
        sa.Column("status_until", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_profile_account_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", name="pk_profile"),
        sqlite_with_rowid=False,
    )
