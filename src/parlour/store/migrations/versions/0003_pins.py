"""Pinned messages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("pinned_by", sa.BigInteger(), nullable=True))
    op.add_column("message", sa.Column("pinned_at", sa.BigInteger(), nullable=True))
    pinned = sa.text("pinned_at IS NOT NULL")
    op.create_index(
        "ix_message_pinned", "message", ["room_id", "pinned_at"], sqlite_where=pinned, postgresql_where=pinned
    )
