"""Drafts on all devices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from parlour.store.schema import BigId

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("account_id", BigId, nullable=False),
        sa.Column("room_id", BigId, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reply_to", sa.BigInteger(), nullable=True),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("nth", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_draft_account_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_draft_room_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "room_id", name="pk_draft"),
        sqlite_with_rowid=False,
    )
