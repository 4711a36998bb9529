"""Threads, and who follows them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("thread", sa.BigInteger(), nullable=True))
    op.add_column("message", sa.Column("also_to_room", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("message", sa.Column("replies", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.add_column("message", sa.Column("replied_at", sa.BigInteger(), nullable=True))
    op.add_column("message", sa.Column("repliers", sa.String(length=60), nullable=True))
    threaded = sa.text("thread IS NOT NULL")
    op.create_index(
        "ix_message_thread", "message", ["room_id", "thread", "seq"], sqlite_where=threaded, postgresql_where=threaded
    )
    op.create_table(
        "follower",
        sa.Column("room_id", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("read_seq", sa.BigInteger(), nullable=False),
        sa.Column("followed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["room_id", "account_id"],
            ["member.room_id", "member.account_id"],
            name="fk_follower_room_id_account_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["room_id", "seq"], ["message.room_id", "message.seq"], name="fk_follower_room_id_seq", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("room_id", "seq", "account_id", name="pk_follower"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_follower_account", "follower", ["account_id", "room_id"], unique=False)
