"""The judge: what is in the database and what clients did and saw, against the promises. Pure: no server, no clock.

(a) every acknowledgement, of a message, an edit or a deletion, is a change at that place; (b) the places of a room's
changes are 1, 2, 3 ... in the order of commits, each once, and keys are unique; (c) each client saw what it was
entitled to, and ends with what a fresh reader finds; (d) each sender's order is kept; (e) nothing passes a removal;
(f) nothing unexpected in the log, no growth.
"""

from __future__ import annotations

import heapq
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from faults.diary import Entry
from faults.evidence import (
    Change,
    Database,
    Diaries,
    Fault,
    Row,
    answers_in,
    asked_in,
    changes_in,
    person_of,
    wanted,
)
from faults.views import Stood, read, told

MOST = 20  # faults of one kind that are told


def faults(database: Database, diaries: Diaries) -> list[Fault]:
    """Return everything that is wrong, at most some of each kind; nothing is what one hopes for."""
    count: defaultdict[str, int] = defaultdict(int)
    found = []
    for fault in _all_faults(database, diaries):
        count[fault.promise] += 1
        if count[fault.promise] <= MOST:
            found.append(fault)
    return found


def _all_faults(database: Database, diaries: Diaries) -> Iterator[Fault]:
    changes = list(changes_in(database, diaries))
    stood = Stood(database, changes)
    yield from _keys(database)
    yield from _numbering(database, changes)
    yield from _memberships(database.rows)
    yield from _origin(database, diaries)
    yield from _commit_order(diaries)
    for name, diary in diaries.items():
        yield from _acknowledged(name, diary, stood.rows)
        yield from _own_order(name, diary)
        yield from told(name, diary, stood)
        yield from read(name, diary, stood)


# (b) the database by itself


def _keys(database: Database) -> Iterator[Fault]:
    keys: set[tuple[int, str]] = set()
    for row in database.rows:
        if (row.author, row.key) in keys:
            yield Fault("once", f"key {row.key} of {row.author} is stored twice")
        keys.add((row.author, row.key))


def _numbering(database: Database, changes: Iterable[Change]) -> Iterator[Fault]:
    """Every number of a room is one change of one message; what was done twice, or not at all, left one over."""
    given: defaultdict[int, defaultdict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for change in changes:
        given[change.room][change.rev].add(change.seq)
    for room, head in database.heads.items():
        numbers = given[room]
        if any(len(places) > 1 for places in numbers.values()):
            yield Fault("one order", f"room {room}: a number was given twice")
        if max(numbers, default=0) != head:
            yield Fault("one order", f"room {room}: the counter is {head}, the newest change {max(numbers, default=0)}")
        missing = set(range(1, head + 1)) - set(numbers)
        if missing:
            yield Fault("one order", f"room {room}: {len(missing)} of {head} numbers are no change: {min(missing)} ...")


def _memberships(rows: Sequence[Row]) -> Iterator[Fault]:
    """(e) Who is not in a room at a place says and edits nothing there."""
    steps = [(row.room, row.seq, row.author, row.kind) for row in rows]
    steps += [(row.room, row.rev, row.author, "edited") for row in rows if row.edited]
    inside: set[tuple[int, int]] = set()
    for room, place, author, kind in sorted(steps):
        if kind in ("created", "joined"):
            inside.add((room, author))
        elif (room, author) not in inside:
            yield Fault("removal", f"room {room}: {author} posted at {place} and is not in it")
        if kind == "left":
            inside.discard((room, author))


# What was asked for


def _origin(database: Database, diaries: Diaries) -> Iterator[Fault]:
    """(a) What is stored was sent, edited or deleted, just so, by those who write diaries."""
    sent: set[tuple[object, ...]] = set()
    stands: set[tuple[object, ...]] = set()
    for diary in diaries.values():
        person = person_of(diary)
        for key, entry in asked_in(diary).items():
            if entry["did"] == "send":
                sent.add((person, entry["room"], key))
            stands.add((person, entry["room"], entry.get("seq", key), wanted(entry)))
    writers = {person_of(diary) for diary in diaries.values()}
    for row in database.rows:
        if row.kind not in ("message", "deleted") or row.author not in writers:
            continue
        changed = row.edited or row.kind == "deleted"
        asked = (row.author, row.room, row.seq if changed else row.key, row.state)
        if (row.author, row.room, row.key) not in sent or asked not in stands:
            yield Fault("once", f"room {row.room}: nobody sent what stands at {row.seq}")


def _acknowledged(name: str, diary: Sequence[Entry], rows: Mapping[tuple[int, int], Row]) -> Iterator[Fault]:
    asked = asked_in(diary)
    for entry in answers_in(diary):
        asks, row = asked[entry["key"]], rows.get((entry["room"], entry["seq"]))
        where = f"{entry['room']}:{entry['seq']}"
        if row is None:
            yield Fault("durable", f"{name}: {where} was acknowledged and is not stored")
        elif row.author != person_of(diary) or (asks["did"] == "send" and row.key != entry["key"]):
            yield Fault("durable", f"{name}: another message stands where {entry['key']} was acknowledged")
        elif row.rev < entry["at"]:
            yield Fault("durable", f"{name}: {where} was changed at {entry['at']}, and stands as of {row.rev}")
        elif row.rev == entry["at"] and row.state != wanted(asks):
            yield Fault("durable", f"{name}: {where} does not say what was acknowledged at {entry['at']}")


def _own_order(name: str, diary: Sequence[Entry]) -> Iterator[Fault]:
    """(d) What one client asked for in one room stands in the order in which he asked."""
    turn = {key: place for place, key in enumerate(asked_in(diary))}
    last: dict[int, tuple[int, int]] = {}
    for entry in sorted(answers_in(diary), key=lambda entry: turn[entry["key"]]):
        place, at = last.get(entry["room"], (-1, 0))
        if entry["at"] <= at and turn[entry["key"]] != place:
            yield Fault("own order", f"{name}: in room {entry['room']} {entry['at']} was sent after {at}")
        last[entry["room"]] = (turn[entry["key"]], entry["at"])


def _commit_order(diaries: Diaries) -> Iterator[Fault]:
    """(b) What was asked for after an acknowledgement, by whomever, stands after it."""
    newest: defaultdict[int, int] = defaultdict(int)
    floor: dict[str, int] = {}
    steps = [[entry for entry in diary if "key" in entry and _is_step(entry)] for diary in diaries.values()]
    for entry in heapq.merge(*steps, key=lambda entry: entry["t"]):
        room = entry["room"]
        if "did" in entry:
            floor.setdefault(entry["key"], newest[room])
        else:
            if entry["at"] <= floor[entry["key"]]:
                yield Fault("one order", f"room {room}: {entry['at']} was begun after {floor[entry['key']]} was told")
            newest[room] = max(newest[room], entry["at"])


def _is_step(entry: Entry) -> bool:
    return "did" in entry or entry["saw"] == "ack"


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
