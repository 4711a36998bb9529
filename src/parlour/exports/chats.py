"""A whole chat, or one room of it, as its server has it: nobody's membership is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

from parlour import __version__, clock, wire
from parlour.exports.html import rooms_page
from parlour.exports.rooms import write_room
from parlour.exports.source import Source
from parlour.rooms.models import Room

if TYPE_CHECKING:
    from parlour.exports.source import Read
    from parlour.exports.zips import Zip

FORMAT = "parlour-chat"
VERSION = 1
PASSES = 2  # over the messages of a room: for programs, and for people


class Chat(msgspec.Struct):
    """`chat.json`, the first member of an export of everything: which rooms are in it."""

    format: str
    version: int
    by: str
    made: str
    rooms: list[wire.Room]


def rooms_in(read: Read) -> list[int]:
    """Return the numbers of all rooms."""
    return read(lambda tx: list(tx.execute(select(Room.id).order_by(Room.id)).scalars()))


def sources(read: Read, rooms: list[int]) -> list[Source]:
    """Begin to read these rooms."""
    return [Source.of(read, room) for room in rooms]


def steps(of: list[Source]) -> int:
    """Return how many messages there are at most, each as often as it is read."""
    return PASSES * sum(source.head for source in of)


def write_chat(made: Zip, of: list[Source]) -> Iterator[int]:
    """Write all these rooms, each into a folder of its own; yield now and then how many messages were done."""
    rooms = [source.room for source in of]
    with made.member("chat.json") as file:
        head = Chat(FORMAT, VERSION, f"Parlour {__version__}", clock.rfc3339(clock.now()), rooms)
        file.write(wire.encode(head) + b"\n")
    with made.member("index.html") as file:
        file.write(rooms_page(rooms).encode())
    for source in of:
        yield from write_room(made, source, f"rooms/{source.room.id}/")
