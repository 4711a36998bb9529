"""The room somebody wants to come into."""

from __future__ import annotations

from typing import NamedTuple

from parlour.errors import Invalid
from parlour.rooms.actions import create_room
from parlour.rooms.membership import join_room
from parlour.rooms.reads import changed_room, room_with_code
from parlour.store import Tx
from parlour.web.site import guessing, read
from parlour.wire import Person, RoomChanged


class Wish(NamedTuple):
    """A room by its code, or a new one by its name, or none."""

    code: str | None = None
    new_room: str | None = None


def enter_room(tx: Tx, person: Person, wish: Wish) -> int | None:
    """Bring a person into the room he wants; raise `UnknownCode` or `Invalid`."""
    if wish.code is not None:
        return join_room(tx, person, code=wish.code)[0].id
    if wish.new_room is not None:
        return _new_room(tx, person, wish.new_room)
    return None


def room_at(code: str) -> RoomChanged:
    """Return the room with a code, as whoever was given the code may see it."""
    with guessing():
        return read(lambda tx: changed_room(tx, room_with_code(tx, code)[0]))


def _new_room(tx: Tx, person: Person, name: str) -> int:
    try:
        return create_room(tx, person, name).id
    except Invalid as problem:  # the form has two names; say which one it is
        problem.field = "room_name"
        raise
