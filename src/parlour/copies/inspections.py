"""What must be true of a chat that was restored; SQLite is asked, since a drill restores to a folder."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from parlour.copies.archives import Manifest, Newest
from parlour.copies.progress import Refused

# Each finds what must not be there.
WRONG_PLACES = {
    "a place past the end of its room": """SELECT 1 FROM message JOIN room ON room.id = room_id
        WHERE NOT (1 <= seq AND seq <= message.rev AND message.rev <= room.rev) LIMIT 1""",
    "two changes with one number": "SELECT 1 FROM message GROUP BY room_id, rev HAVING count(*) > 1 LIMIT 1",
    "messages counted out of order": """SELECT 1 FROM (SELECT post < lag(post) OVER
        (PARTITION BY room_id ORDER BY seq) AS wrong FROM message) WHERE wrong LIMIT 1""",
}


def inspect_chat(connection: Connection, manifest: Manifest) -> Iterator[str]:
    """Yield what was checked, one line each; raise `Refused` at what is wrong."""
    if connection.exec_driver_sql("PRAGMA integrity_check").scalar() != "ok":
        raise Refused("the restored database is damaged")
    yield "integrity: every page and index is in order"
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise Refused("in the restored database some rows refer to others that are not there")
    yield "references: every row they name is there"
    _check_counts(connection, manifest)
    yield "counts: as many accounts, rooms and messages as were backed up"
    for wrong, statement in WRONG_PLACES.items():
        if connection.exec_driver_sql(statement).first() is not None:
            raise Refused(f"the restored database has {wrong}")
    yield "places: each once, in order, none past the end of its room"
    if manifest.newest is not None:
        _check_newest(connection, manifest.newest)
        yield f"the newest message acknowledged before the backup of {manifest.started} is there"


def _check_counts(connection: Connection, manifest: Manifest) -> None:
    for content in manifest.tables:
        if content.name not in ("account", "room", "message"):  # a migration may change the others
            continue
        found = connection.exec_driver_sql(f'SELECT count(*) FROM "{content.name}"').scalar()  # noqa: S608  (one of three)
        if found != content.rows:
            raise Refused(f"{found} rows of {content.name} were restored, {content.rows} were backed up")


def _check_newest(connection: Connection, newest: Newest) -> None:
    statement = "SELECT key FROM message WHERE room_id = ? AND seq = ?"
    if connection.exec_driver_sql(statement, (newest.room, newest.seq)).scalar() != newest.key:
        raise Refused("the newest message acknowledged before the backup is missing")
