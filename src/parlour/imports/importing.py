"""Importing: looked through first, then stored in small transactions, each of which can be run again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from parlour.copies.progress import Progress, Refused, Tick, silent
from parlour.copies.starts import open_store
from parlour.errors import Problem
from parlour.imports.opening import opened
from parlour.imports.people import place_people
from parlour.imports.report import Report
from parlour.imports.rooms import add_members, place_room
from parlour.imports.storing import store_messages

if TYPE_CHECKING:
    from parlour.imports.things import Exported, NewRoom
    from parlour.store import Store
    from parlour.wire import Person

T = TypeVar("T")

AT_ONCE = 200  # people, or messages, in one transaction


def import_file(file: Path, folder: Path, database: str, progress: Progress = silent) -> Report:
    """Bring rooms and people of an export into a chat that no server has open; what is there of them is left alone.

    Raise `Refused` or `CannotOpen` when nothing was done. Interrupted, it can be run again.
    """
    with opened(file, progress) as exported:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        store = open_store(folder, database)
        try:
            return _import(store, exported, progress)
        except Problem as problem:
            raise Refused(f"{problem.text} What was imported until then is there; run it again to go on") from None
        finally:
            store.close()


def _import(store: Store, exported: Exported, progress: Progress) -> Report:
    report = Report()
    people: dict[str, Person] = {}
    for some in _portions(exported.people, AT_ONCE):
        people |= store.write(lambda tx, some=some: place_people(tx, exported.source, some, report))  # type: ignore[misc]
    with progress("Importing", exported.count) as tick:
        for room in exported.rooms:
            _import_room(store, exported, room, people, (report, tick))
    return report


def _import_room(
    store: Store, exported: Exported, room: NewRoom, people: dict[str, Person], told: tuple[Report, Tick]
) -> None:
    report, tick = told
    number = store.write(lambda tx: place_room(tx, exported.source, room, people, report))
    for some in _portions(exported.messages(room, people, report), AT_ONCE):
        store.write(lambda tx, some=some: store_messages(tx, number, some, people, report))  # type: ignore[misc]
        tick(len(some))
    members = [] if room.is_direct else [people[one] for one in room.members if one in people]
    store.write(lambda tx: add_members(tx, number, members))


def _portions(things: Iterable[T], most: int) -> Iterator[list[T]]:
    waiting = iter(things)
    while some := list(islice(waiting, most)):
        yield some
