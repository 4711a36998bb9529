"""Messages that ask, and what was chosen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from parlour.store.schema import BigId

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("poll", sa.Text(), nullable=True))
    op.create_table(
        "vote",
        sa.Column("room_id", BigId, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("account_id", BigId, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_vote_account_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_vote_room_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("room_id", "seq", "account_id", "place", name="pk_vote"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_vote_account_id", "vote", ["account_id"], unique=False)
