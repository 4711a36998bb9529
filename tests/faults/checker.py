"""The judge: what is in the database and what clients did and saw, against the promises. Pure: no server, no clock.

(a) every acknowledgement is a row at that place; (b) places are 1, 2, 3 ... in the order of commits, keys are unique;
(c) each client saw what it was entitled to; (d) each sender's order is kept; (e) nothing passes a removal;
(f) nothing unexpected in the log, no growth.
"""

from __future__ import annotations

import heapq
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from faults.diary import Entry

MOST = 20  # faults of one kind that are told


class Row(NamedTuple):
    """A message, or a system message, as it is stored."""

    room: int
    seq: int
    rev: int
    author: int
    key: str
    kind: str
    text: str


class Fault(NamedTuple):
    """A broken promise: which, and how it showed."""

    promise: str
    what: str


class Database(NamedTuple):
    """What was stored in the end: all rows, and the counter of each room."""

    rows: Sequence[Row]
    heads: Mapping[int, int]


def database_in(place: str) -> Database:
    """Read a database that nobody writes any more: a SQLite file, or the DSN of a PostgreSQL one."""
    connection: Any = psycopg.connect(place) if "://" in place else sqlite3.connect(f"file:{place}?mode=ro", uri=True)
    try:
        query = "SELECT room_id, seq, rev, author_id, key, kind, body FROM message ORDER BY room_id, seq"
        rows = [Row(*row) for row in connection.execute(query)]
        heads = dict(iter(connection.execute("SELECT id, rev FROM room")))
    finally:
        connection.close()
    return Database(rows, heads)


def faults(database: Database, diaries: Mapping[str, Sequence[Entry]]) -> list[Fault]:
    """Return everything that is wrong, at most some of each kind; nothing is what one hopes for."""
    told: defaultdict[str, int] = defaultdict(int)
    found = []
    for fault in _all_faults(database, diaries):
        told[fault.promise] += 1
        if told[fault.promise] <= MOST:
            found.append(fault)
    return found


def _all_faults(database: Database, diaries: Mapping[str, Sequence[Entry]]) -> Iterator[Fault]:
    yield from _numbering(database)
    yield from _memberships(database.rows)
    yield from _origin(database, diaries)
    yield from _commit_order(diaries)
    places = {(row.room, row.seq): row for row in database.rows}
    for name, diary in diaries.items():
        yield from _acknowledged(name, diary, places)
        yield from _own_order(name, diary)
        yield from _view(name, diary, database, places)


# (b) the database by itself


def _numbering(database: Database) -> Iterator[Fault]:
    """Every number of a room is the latest change of one row; nothing was used up for nothing, no key came twice."""
    revs: defaultdict[int, list[int]] = defaultdict(list)
    keys: set[tuple[int, str]] = set()
    for row in database.rows:
        revs[row.room].append(row.rev)
        if (row.author, row.key) in keys:
            yield Fault("once", f"key {row.key} of {row.author} is stored twice")
        keys.add((row.author, row.key))
    for room, head in database.heads.items():
        if len(revs[room]) != len(set(revs[room])):
            yield Fault("one order", f"room {room}: a number was given twice")
        if max(revs[room], default=0) != head:
            yield Fault("one order", f"room {room}: the counter is {head}, the newest row {max(revs[room], default=0)}")
        if len(revs[room]) < head:
            yield Fault("one order", f"room {room}: {head - len(revs[room])} of {head} numbers are missing")


def _memberships(rows: Sequence[Row]) -> Iterator[Fault]:
    """(e) Who is not in a room at a place says nothing there."""
    inside: set[tuple[int, int]] = set()
    for row in sorted(rows, key=lambda row: (row.room, row.seq)):
        member = (row.room, row.author)
        if row.kind in ("created", "joined"):
            inside.add(member)
        elif member not in inside:
            yield Fault("removal", f"room {row.room}: {row.author} posted at {row.seq} and is not in it")
        if row.kind == "left":
            inside.discard(member)


# What was sent


def _origin(database: Database, diaries: Mapping[str, Sequence[Entry]]) -> Iterator[Fault]:
    """(a) What is stored was sent, just so, by those who write diaries."""
    writers = {_person(diary) for diary in diaries.values()}
    sent = {
        (_person(diary), entry["key"]): entry
        for diary in diaries.values()
        for entry in diary
        if entry.get("did") == "send"
    }
    for row in database.rows:
        if row.kind != "message" or row.author not in writers:
            continue
        entry = sent.get((row.author, row.key))
        if entry is None or (entry["room"], entry["text"]) != (row.room, row.text):
            yield Fault("once", f"room {row.room}: nobody sent what stands at {row.seq}")


def _acknowledged(name: str, diary: Sequence[Entry], places: Mapping[tuple[int, int], Row]) -> Iterator[Fault]:
    for entry in diary:
        if entry.get("saw") != "ack":
            continue
        row = places.get((entry["room"], entry["seq"]))
        if row is None:
            yield Fault("durable", f"{name}: {entry['room']}:{entry['seq']} was acknowledged and is not stored")
        elif (row.author, row.key) != (_person(diary), entry["key"]):
            yield Fault("durable", f"{name}: another message stands where {entry['key']} was acknowledged")


def _own_order(name: str, diary: Sequence[Entry]) -> Iterator[Fault]:
    """(d) What one client sent to one room stands in the order in which he sent it."""
    turn = {entry["key"]: place for place, entry in enumerate(diary) if entry.get("did") == "send"}
    last: dict[int, tuple[int, int]] = {}
    acks = [entry for entry in diary if entry.get("saw") == "ack"]
    for entry in sorted(acks, key=lambda entry: turn[entry["key"]]):
        place, seq = last.get(entry["room"], (-1, 0))
        if entry["seq"] <= seq and turn[entry["key"]] != place:
            yield Fault("own order", f"{name}: in room {entry['room']} {entry['seq']} was sent after {seq}")
        last[entry["room"]] = (turn[entry["key"]], entry["seq"])


def _commit_order(diaries: Mapping[str, Sequence[Entry]]) -> Iterator[Fault]:
    """(b) What was sent after an acknowledgement, by whomever, stands after it."""
    newest: defaultdict[int, int] = defaultdict(int)
    floor: dict[str, int] = {}
    steps = [
        [entry for entry in diary if entry.get("did") == "send" or entry.get("saw") == "ack"]
        for diary in diaries.values()
    ]
    for entry in heapq.merge(*steps, key=lambda entry: entry["t"]):
        room = entry["room"]
        if entry.get("did") == "send":
            floor.setdefault(entry["key"], newest[room])
        elif entry["saw"] == "ack":
            if entry["seq"] <= floor[entry["key"]]:
                yield Fault("one order", f"room {room}: {entry['seq']} was begun after {floor[entry['key']]} was told")
            newest[room] = max(newest[room], entry["seq"])


# (c) and (e): what was seen


def _view(
    name: str, diary: Sequence[Entry], database: Database, places: Mapping[tuple[int, int], Row]
) -> Iterator[Fault]:
    """A client that holds a room has seen every row since it was opened, once, in order, as it is stored."""
    views: dict[int, _View] = {}
    for entry in diary:
        saw, room = entry.get("saw"), entry.get("room", 0)
        if saw == "opened":
            views[room] = _View(name, room, entry["rev"])
        elif saw == "reset":
            views.clear()
        elif saw == "closed":
            view = views.pop(room)
            yield from view.end(database, until=view.last)
        elif saw == "hole":
            views[room].jump(entry["before"] or 1)
        elif saw == "message":
            if room not in views:
                yield Fault("removal", f"{name}: heard {room}:{entry['seq']} without being in the room")
                continue
            yield from views[room].hear(entry, places)
    for room, view in views.items():
        yield from view.end(database, until=database.heads.get(room, 0))


class _View:
    """One client's time with one room; what it was told of a hole is not missing."""

    def __init__(self, name: str, room: int, rev: int) -> None:
        self.name = name
        self.room = room
        self.begun = self.last = rev
        self.seen: set[int] = set()
        self.holes: list[tuple[int, int]] = []  # (after, before): changes in between are history

    def hear(self, entry: Entry, places: Mapping[tuple[int, int], Row]) -> Iterator[Fault]:
        rev, row = entry["rev"], places.get((self.room, entry["seq"]))
        if rev in self.seen:
            yield Fault("shown once", f"{self.name}: {self.room}:{rev} came twice")
        elif rev <= self.last:
            yield Fault("one order", f"{self.name}: {self.room}:{rev} came after {self.last}")
        if row is None:
            yield Fault("durable", f"{self.name}: heard {self.room}:{entry['seq']}, which is not stored")
        elif (row.author, row.key) != (entry["by"], entry["key"]) or (row.rev == rev and row.text != entry["text"]):
            yield Fault("durable", f"{self.name}: heard something else than what stands at {self.room}:{entry['seq']}")
        self.seen.add(rev)
        self.last = max(self.last, rev)

    def jump(self, before: int) -> None:
        self.holes.append((self.last, before))

    def end(self, database: Database, until: int) -> Iterator[Fault]:
        missing = [
            row.rev
            for row in database.rows
            if row.room == self.room and self.begun < row.rev <= until and row.rev not in self.seen
        ]
        for rev in missing:
            if not any(after < rev < before for after, before in self.holes):
                yield Fault("no gaps", f"{self.name}: {self.room}:{rev} was never seen")


def _person(diary: Sequence[Entry]) -> int:
    return int(diary[0]["person"]) if diary else 0


# (f) the process


class Size(NamedTuple):
    """What a process holds: open descriptors, resident memory in KiB."""

    descriptors: int
    memory: int


def size_of(process: int) -> Size:
    """Look at a running process."""
    status = Path(f"/proc/{process}/status").read_text()
    return Size(len(list(Path(f"/proc/{process}/fd").iterdir())), int(status.split("VmRSS:")[1].split()[0]))


def growth(before: Size, after: Size, descriptors: int = 0, memory: int = 8_192) -> list[Fault]:
    """Return what is held on to that should have been let go."""
    found = []
    if after.descriptors > before.descriptors + descriptors:
        found.append(Fault("bounded", f"{after.descriptors} descriptors, {before.descriptors} before"))
    if after.memory > before.memory + memory:
        found.append(Fault("bounded", f"{after.memory} KiB, {before.memory} before"))
    return found


def complaints(log: str, expected: Iterable[str] = ()) -> list[Fault]:
    """Return the lines of a server's log above `warning` that nobody expected."""
    loud = re.compile(r"level=(?:error|critical)|^(?:ERROR|CRITICAL)\b|Traceback")
    lines = [line for line in log.splitlines() if loud.search(line)]
    return [Fault("quiet", line) for line in lines if not any(re.search(one, line) for one in expected)]
