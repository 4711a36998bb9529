"""What the judge looks at: the rows that are stored, what stood in them before, and a fault as he tells it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import psycopg
from faults.diary import Entry

Diaries = Mapping[str, Sequence[Entry]]


class Fault(NamedTuple):
    """A broken promise: which, and how it showed."""

    promise: str
    what: str


class State(NamedTuple):
    """What a message says after one of its changes."""

    kind: str
    text: str
    edited: bool


class Row(NamedTuple):
    """A message, or a system message, as it is stored."""

    room: int
    seq: int
    rev: int
    author: int
    key: str
    kind: str
    text: str
    edited: bool = False

    @property
    def state(self) -> State:
        return State(self.kind, self.text, self.edited)


class Database(NamedTuple):
    """What was stored in the end: all rows, and the counter of each room."""

    rows: Sequence[Row]
    heads: Mapping[int, int]


class Change(NamedTuple):
    """A number of a room: at `rev` the message at `seq` came to be in this state; None: nobody tells which."""

    room: int
    rev: int
    seq: int
    state: State | None


def database_in(place: str) -> Database:
    """Read a database that nobody writes any more: a SQLite file, or the DSN of a PostgreSQL one."""
    connection: Any = psycopg.connect(place) if "://" in place else sqlite3.connect(f"file:{place}?mode=ro", uri=True)
    try:
        columns = "room_id, seq, rev, author_id, key, kind, body, edited_at IS NOT NULL"
        query = f"SELECT {columns} FROM message ORDER BY room_id, seq"
        rows = [Row(*row) for row in connection.execute(query)]
        heads = dict(iter(connection.execute("SELECT id, rev FROM room")))
    finally:
        connection.close()
    return Database(rows, heads)


def person_of(diary: Sequence[Entry]) -> int:
    return int(diary[0]["person"]) if diary else 0


def asked_in(diary: Sequence[Entry]) -> dict[str, Entry]:
    """What one client asked for, by the names of his requests, in his order; for a message that is its key."""
    return {entry["key"]: entry for entry in diary if entry.get("did") in ("send", "edit", "delete")}


def answers_in(diary: Sequence[Entry]) -> list[Entry]:
    return [entry for entry in diary if entry.get("saw") == "ack"]


def wanted(asked: Entry) -> State:
    """What a message says once it is as somebody asked."""
    if asked["did"] == "delete":
        return State("deleted", "", edited=False)
    return State("message", asked["text"], edited=asked["did"] == "edit")


def changes_in(database: Database, diaries: Diaries) -> Iterator[Change]:
    """Every number of every room that is known to be taken: by a row as it is, or by what its author was told of it."""
    places = {(row.room, row.seq) for row in database.rows}
    for row in database.rows:
        yield Change(row.room, row.seq, row.seq, None)
    for diary in diaries.values():
        asked = asked_in(diary)
        for entry in answers_in(diary):
            if (entry["room"], entry["seq"]) in places:
                yield Change(entry["room"], entry["at"], entry["seq"], wanted(asked[entry["key"]]))
    for row in database.rows:
        yield Change(row.room, row.rev, row.seq, row.state)
