"""Exporting on the command line: one room, or the whole chat, as they were at one moment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from parlour import clock
from parlour.copies.places import Place, snapshot_of, version_of
from parlour.copies.progress import Progress, Refused, silent
from parlour.copies.wholefiles import whole_file
from parlour.exports import chats, rooms
from parlour.exports.zips import Zip
from parlour.store import Tx
from parlour.store.schema_version import HEAD

if TYPE_CHECKING:
    from parlour.exports.source import Read, Source

T = TypeVar("T")

UNFINISHED = ".parlour-export.part"


def export_chat(place: Place, target: Path, room: int | None, progress: Progress = silent) -> int:
    """Write one room, or without one all of them, to a new zip; return how many rooms. Raise `Refused`.

    A server may go on writing meanwhile: all that is in it is of the moment in which it was begun.
    """
    if target.exists():
        raise Refused(f"{target} is there already")
    with snapshot_of(place) as connection:
        if version_of(connection) != HEAD:
            raise Refused(
                f"{place.name} is of another version; start this Parlour on it once, or `parlour upgrade --yes`"
            )
        sources = _sources(_reading(Tx(connection, clock.now())), room)
        with whole_file(target, UNFINISHED, "export") as file, progress("Exporting", chats.steps(sources)) as tick:
            made = Zip()
            for done in chats.write_chat(made, sources) if room is None else rooms.write_room(made, sources[0], ""):
                file.write(made.taken())
                tick(done)
            file.write(made.finish())
    return len(sources)


def _reading(tx: Tx) -> Read:
    """Ask everything of one transaction."""

    def read(ask: Callable[[Tx], T]) -> T:
        return ask(tx)

    return read


def _sources(read: Read, room: int | None) -> list[Source]:
    there = chats.rooms_in(read)
    if room is not None and room not in there:
        raise Refused(f"there is no room {room}; there are {', '.join(map(str, there)) or 'none'}")
    return chats.sources(read, there if room is None else [room])
