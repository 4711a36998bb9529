"""What is searched in: folded texts, an index of their trigrams, and how far each room is indexed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from parlour.store.lock import CannotOpen
from parlour.store.schema import BigId

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# The marks of trigrams.py: three letters for private use say a number.
MARK = "char({0} + ({1}.{2} >> 30 & 32767), {0} + ({1}.{2} >> 15 & 32767), {0} + ({1}.{2} & 32767))"
TRAIT = "CASE WHEN {0}.traits & {1} THEN char({2}, {2}, {2}) ELSE '' END"
ALL = "text, room, author, traits"
SAME = "room_id = {0}.room_id AND seq = {0}.seq"

GONE = "DELETE FROM search_text WHERE " + SAME.format("OLD") + ";"
EDITED = "UPDATE search_text SET text = '', traits = 0 WHERE text <> '' AND " + SAME.format("NEW") + ";"
CHANGED = "NEW.kind <> OLD.kind OR NEW.body <> OLD.body"


def upgrade() -> None:
    op.create_table(
        "search_text",
        sa.Column("id", BigId, autoincrement=False, nullable=False),
        sa.Column("room_id", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("traits", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_search_text"),
        sa.UniqueConstraint("room_id", "seq", name="uq_search_text_room_id_seq"),
    )
    op.create_index("ix_search_text_room", "search_text", ["room_id", "id"], unique=False)
    op.create_index("ix_search_text_time", "search_text", ["created_at", "id"], unique=False)
    op.create_table(
        "search_mark",
        sa.Column("room_id", BigId, autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("room_id", name="pk_search_mark"),
    )
    connection = op.get_bind()
    for statement in _postgresql() if connection.dialect.name == "postgresql" else _sqlite(connection):
        connection.exec_driver_sql(statement)


def _sqlite(connection: sa.Connection) -> list[str]:
    """FTS5 keeps the index and no text; what goes out of it must be told to it once more."""
    try:
        connection.exec_driver_sql(
            f"CREATE VIRTUAL TABLE search_index USING fts5({ALL}, content='', columnsize=0, detail=none, "
            "tokenize='trigram case_sensitive 1')"
        )
    except sa.exc.OperationalError as error:
        raise CannotOpen(f"SQLite 3.34 or later with FTS5 is needed to search: {error.orig}") from None
    added = f"INSERT INTO search_index (rowid, {ALL}) VALUES (NEW.id, {_indexed('NEW')});"
    told = f"(search_index, rowid, {ALL}) VALUES ('delete', OLD.id, {_indexed('OLD')})"
    gone = f"INSERT INTO search_index {told};"
    return [
        f"CREATE TRIGGER search_text_added AFTER INSERT ON search_text BEGIN {added} END",
        f"CREATE TRIGGER search_text_gone AFTER DELETE ON search_text BEGIN {gone} END",
        f"CREATE TRIGGER search_text_changed AFTER UPDATE ON search_text BEGIN {gone} {added} END",
        f"CREATE TRIGGER message_gone AFTER DELETE ON message BEGIN {GONE} END",
        f"CREATE TRIGGER message_taken_back AFTER UPDATE ON message WHEN NEW.kind <> 'message' BEGIN {GONE} END",
        f"CREATE TRIGGER message_edited AFTER UPDATE ON message WHEN {CHANGED} BEGIN {EDITED} END",
    ]


def _indexed(row: str) -> str:
    traits = " || ".join(TRAIT.format(row, bit, 0xE000 + bit) for bit in (1, 2))
    return f"{row}.text, {MARK.format(0xF0000, row, 'room_id')}, {MARK.format(0x100000, row, 'author_id')}, {traits}"


def _postgresql() -> list[str]:
    """A list of numbers for each message, under an inverted index whose list of late entries stays short."""
    listed = "id bigint PRIMARY KEY REFERENCES search_text ON DELETE CASCADE, grams integer[] NOT NULL"
    number = f"SELECT id FROM search_text WHERE {SAME.format('NEW')}"
    function = "CREATE OR REPLACE FUNCTION {0}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {1} RETURN NULL; END $$"
    trigger = "CREATE TRIGGER {0} AFTER {1} ON message FOR EACH ROW WHEN ({2}) EXECUTE FUNCTION {3}()"
    return [
        f"CREATE TABLE search_index ({listed})",
        "CREATE INDEX ix_search_index_grams ON search_index USING gin (grams) WITH (gin_pending_list_limit = 512)",
        function.format("search_message_gone", GONE),
        function.format("search_message_edited", f"DELETE FROM search_index WHERE id = ({number}); {EDITED}"),
        trigger.format("message_gone", "DELETE", "true", "search_message_gone"),
        trigger.format("message_taken_back", "UPDATE", "NEW.kind <> 'message'", "search_message_gone"),
        trigger.format("message_edited", "UPDATE", CHANGED, "search_message_edited"),
    ]
