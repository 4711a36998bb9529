"""For how long rooms keep what is said in them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("room", sa.Column("keep_days", sa.Integer(), nullable=True))
    op.add_column("room", sa.Column("cleared_seq", sa.BigInteger(), nullable=True))
