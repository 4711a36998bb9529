"""Mentions, the inbox of each person with the words they wait for, and who does not show what he has read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from parlour.store.schema import BigId, line

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

UNREAD = sa.text("read_at IS NULL")


def upgrade() -> None:
    op.add_column("message", sa.Column("mentions", sa.Text(), nullable=True))
    op.add_column("account", sa.Column("hides_reading", sa.Boolean(), nullable=False, server_default=sa.text("false")))
    op.create_table(
        "entry",
        sa.Column("id", BigId, nullable=False),
        sa.Column("account_id", BigId, nullable=False),
        sa.Column("room_id", BigId, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("author_id", BigId, nullable=False),
        sa.Column("word", sa.String(100), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_entry_account_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name="fk_entry_author_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["room_id", "seq"], ["message.room_id", "message.seq"], name="fk_entry_room_id_seq", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_entry"),
        sa.UniqueConstraint("account_id", "room_id", "seq", "kind", name="uq_entry_account_id_room_id_seq_kind"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_entry_place", "entry", ["room_id", "seq"], unique=False)
    op.create_index("ix_entry_account", "entry", ["account_id", "id"], unique=False)
    op.create_index("ix_entry_author", "entry", ["author_id"], unique=False)
    op.create_index("ix_entry_unread", "entry", ["account_id"], sqlite_where=UNREAD, postgresql_where=UNREAD)
    op.create_table(
        "keyword",
        sa.Column("account_id", BigId, nullable=False),
        sa.Column("folded", line(200), nullable=False),
        sa.Column("word", sa.String(50), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_keyword_account_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "folded", name="pk_keyword"),
        sqlite_with_rowid=False,
    )
