"""The judge of what was seen: each client's view of a room, told change by change or read as history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from faults.diary import Entry
from faults.evidence import Change, Database, Fault, State


class Stood:
    """What stood where: the row of each place, and at each number which place changed and what it said then."""

    def __init__(self, database: Database, changes: Iterable[Change]) -> None:
        self.database = database
        self.rows = {(row.room, row.seq): row for row in database.rows}
        self.at: dict[tuple[int, int], tuple[int, State]] = {}
        self.numbers: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        for change in changes:
            if change.state is not None:
                self.at[change.room, change.rev] = change.seq, change.state
                self.numbers[change.room, change.seq].append(change.rev)

    def differs(self, shown: Entry) -> str | None:
        """Tell in which way something that was shown is not what stood there; None where it is."""
        where = f"{shown['room']}:{shown['seq']}"
        row = self.rows.get((shown["room"], shown["seq"]))
        state = State(shown["kind"], shown["text"], shown["edited"])
        if row is None:
            return f"{where}, which is not stored"
        if (row.author, row.key) != (shown["by"], shown["key"]):
            return f"another message than stands at {where}"
        if self.at.get((shown["room"], shown["rev"])) != (shown["seq"], state):
            return f"something else than stood at {where} with the change {shown['rev']}"
        return None


def told(name: str, diary: Sequence[Entry], stood: Stood) -> Iterator[Fault]:
    """Judge what a client was told: of a room that it holds every row up to its last change, once, in order."""
    views: dict[int, _View] = {}
    for entry in diary:
        saw, room = entry.get("saw"), entry.get("room", 0)
        if saw == "opened":
            views[room] = _View(name, room, entry["rev"])
        elif saw == "reset":
            views.clear()
        elif saw == "closed":
            view = views.pop(room)
            yield from view.end(stood.database, until=view.last)
        elif saw == "hole":
            views[room].begin_anew(entry["before"] or 1)
        elif saw == "message":
            if room not in views:
                yield Fault("removal", f"{name}: heard {room}:{entry['seq']} without being in the room")
                continue
            yield from views[room].hear(entry, stood)
    for room, view in views.items():
        yield from view.end(stood.database, until=stood.database.heads.get(room, 0))


class _View:
    """One client's time with one room."""

    def __init__(self, name: str, room: int, rev: int) -> None:
        self.name = name
        self.room = room
        self.begun = self.last = rev
        self.seen: set[int] = set()
        self.history = 0  # places before this one are not told of, but paged to
        self.paging = False
        self.place = 0

    def hear(self, entry: Entry, stood: Stood) -> Iterator[Fault]:
        rev = entry["rev"]
        self.paging = self.paging and entry["seq"] > self.place
        if rev in self.seen:
            yield Fault("shown once", f"{self.name}: {self.room}:{rev} came twice")
        elif rev <= self.last and not self.paging:
            yield Fault("one order", f"{self.name}: {self.room}:{rev} came after {self.last}")
        if wrong := stood.differs(entry):
            yield Fault("durable", f"{self.name}: heard {wrong}")
        self.seen.add(rev)
        self.last = max(self.last, rev)
        self.place = entry["seq"]

    def begin_anew(self, before: int) -> None:
        """After a hole: a page of the newest places in their order, whenever they were changed; then what follows."""
        self.seen.clear()
        self.history, self.paging, self.place = before, True, 0

    def end(self, database: Database, until: int) -> Iterator[Fault]:
        """In the end the view is the table: of each row the last change was seen."""
        for row in database.rows:
            known = row.rev in self.seen or row.seq < self.history
            if row.room == self.room and self.begun < row.rev <= until and not known:
                yield Fault("no gaps", f"{self.name}: {self.room}:{row.rev} was never seen")


def read(name: str, diary: Sequence[Entry], stood: Stood) -> Iterator[Fault]:
    """Judge what a client read as history: all of it, as it stood when he came, no word of what was gone by then."""
    places: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    for entry in diary:
        if entry.get("saw") != "read":
            continue
        room, seq, upto = entry["room"], entry["seq"], entry["upto"]
        places[room, upto].add(seq)
        if wrong := stood.differs(entry):
            yield Fault("durable", f"{name}: read {wrong}")
        later = [rev for rev in stood.numbers[room, seq] if entry["rev"] < rev <= upto]
        if later:
            deleted = stood.at[room, max(later)][1].kind == "deleted"
            what = f"{name}: read {room}:{seq} as of {entry['rev']}, which was changed at {max(later)}"
            yield Fault("taken back" if deleted else "no gaps", what)
    yield from _unread(name, places, stood.database)


def _unread(name: str, places: Mapping[tuple[int, int], set[int]], database: Database) -> Iterator[Fault]:
    for (room, upto), found in places.items():
        for row in database.rows:
            if row.room == room and row.seq <= upto and row.seq not in found:
                yield Fault("no gaps", f"{name}: {room}:{row.seq} is on no page of the history")
