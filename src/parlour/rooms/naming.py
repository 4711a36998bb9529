"""What a room is called, and the code that lets people in."""

from __future__ import annotations

from sqlalchemy import select

from parlour.rooms.models import Room
from parlour.security import new_code
from parlour.store import Tx
from parlour.text import clean_line
from parlour.wire import ROOM_NAME_LIMIT


def room_name(text: str) -> str:
    """Return a typed name as it is kept; raise `Invalid`."""
    return clean_line(text, ROOM_NAME_LIMIT, "name")


def unused_code(tx: Tx) -> str:
    """Return a code that no room has."""
    while True:
        code = new_code()
        if tx.execute(select(Room.id).where(Room.code == code)).first() is None:
            return code
