"""Direct conversations: rooms without a code, known by who is in them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Made anew on SQLite, which must be told again that it numbers its rows without using a number twice.
    with op.batch_alter_table("room", table_kwargs={"sqlite_autoincrement": True}) as room:
        room.alter_column("code", existing_type=sa.String(length=20), nullable=True)
        room.add_column(sa.Column("kind", sa.String(length=10), nullable=False, server_default="room"))
        room.add_column(sa.Column("people_key", sa.String(length=400), nullable=True))
    op.create_index("ix_room_people_key", "room", ["people_key"], unique=True)
