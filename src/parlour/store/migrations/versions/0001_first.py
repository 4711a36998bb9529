"""Accounts, sessions, rooms, members, messages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from parlour.security import new_token
from parlour.store.schema import BigId, line

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _people()
    _rooms()
    _messages()
    op.bulk_insert(
        sa.table("fact", sa.column("name", sa.String), sa.column("value", sa.String)),
        [{"name": "epoch", "value": new_token()[:16]}],
    )


def _people() -> None:
    op.create_table(
        "account",
        sa.Column("id", BigId, nullable=False),
        sa.Column("username", line(40), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=True),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("password", sa.String(length=200), nullable=True),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("name_key", name="uq_account_name_key"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "fact",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_fact"),
    )
    op.create_table(
        "session",
        sa.Column("id", BigId, nullable=False),
        sa.Column("account_id", BigId, nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_session_account_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_session"),
        sa.UniqueConstraint("token_digest", name="uq_session_token_digest"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_session_account_id", "session", ["account_id"], unique=False)


def _rooms() -> None:
    op.create_table(
        "room",
        sa.Column("id", BigId, nullable=False),
        sa.Column("name", line(80), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("owner_id", BigId, nullable=True),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("posts", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name="fk_room_owner_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_room"),
        sa.UniqueConstraint("code", name="uq_room_code"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "member",
        sa.Column("room_id", BigId, nullable=False),
        sa.Column("account_id", BigId, nullable=False),
        sa.Column("joined_rev", sa.BigInteger(), nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.Column("read_seq", sa.BigInteger(), nullable=False),
        sa.Column("read_posts", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_member_account_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_member_room_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("room_id", "account_id", name="pk_member"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_member_account", "member", ["account_id"], unique=False)


def _messages() -> None:
    op.create_table(
        "message",
        sa.Column("room_id", BigId, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("post", sa.BigInteger(), nullable=False),
        sa.Column("author_id", BigId, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("edited_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name="fk_message_author_id"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name="fk_message_room_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("room_id", "seq", name="pk_message"),
        sa.UniqueConstraint("key", "author_id", name="uq_message_key_author_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_message_rev", "message", ["room_id", "rev"], unique=False)
