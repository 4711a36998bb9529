"""Where people and rooms were imported from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from parlour.store.schema import BigId

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "origin",
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("foreign_id", sa.String(length=64), nullable=False),
        sa.Column("account_id", BigId, nullable=True),
        sa.Column("room_id", BigId, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_origin_account_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_origin_room_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("source", "foreign_id", name="pk_origin"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_origin_account_id", "origin", ["account_id"], unique=False)
    op.create_index("ix_origin_room_id", "origin", ["room_id"], unique=False)
