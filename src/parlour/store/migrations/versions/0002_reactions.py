"""Reactions to messages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from parlour.store.schema import BigId, line

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("reactions", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.create_table(
        "reaction",
        sa.Column("room_id", BigId, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("account_id", BigId, nullable=False),
        sa.Column("emoji", line(16), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("first_rev", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_reaction_account_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_reaction_room_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("room_id", "seq", "account_id", "emoji", name="pk_reaction"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_reaction_account_id", "reaction", ["account_id"], unique=False)
