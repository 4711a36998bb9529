"""Messages for later, and reminders."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from parlour.store.schema import BigId

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "scheduled",
        sa.Column("id", BigId, nullable=False),
        sa.Column("account_id", BigId, nullable=False),
        sa.Column("room_id", BigId, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reply_to", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("problem", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_scheduled_account_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_scheduled_room_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_scheduled"),
        sa.UniqueConstraint("account_id", "key", name="uq_scheduled_account_id_key"),
        sqlite_autoincrement=True,
    )
    waiting = sa.text("problem IS NULL")
    op.create_index("ix_scheduled_waiting", "scheduled", ["at"], sqlite_where=waiting, postgresql_where=waiting)
    op.create_table(
        "reminder",
        sa.Column("id", BigId, nullable=False),
        sa.Column("account_id", BigId, nullable=False),
        sa.Column("room_id", BigId, nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("rung_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_reminder_account_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_reminder_room_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_reminder"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reminder_account", "reminder", ["account_id", "at"], unique=False)
    silent = sa.text("rung_at IS NULL")
    op.create_index("ix_reminder_silent", "reminder", ["at"], sqlite_where=silent, postgresql_where=silent)
