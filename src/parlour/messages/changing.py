"""What every change of a message begins and ends with."""

from __future__ import annotations

from parlour import wire
from parlour.errors import Forbidden, NotFound
from parlour.messages.reads import message_at
from parlour.rooms.reads import room_for
from parlour.rooms.sequence import lock
from parlour.store import Tx
from parlour.wire import Changed, Person


def locked_message(tx: Tx, actor: Person, room: int, seq: int) -> tuple[wire.Room, wire.Message]:
    """Return the actor's room, locked to the COMMIT, and a message of it as it is now; raise `NotFound`."""
    room_for(tx, actor, room)  # outsiders must not get to hold the room's lock
    lock(tx, room)
    place = room_for(tx, actor, room)  # he may have been removed while we waited
    message = message_at(tx, room, seq)
    if message is None:
        raise NotFound
    if message.kind not in ("message", "deleted"):
        raise Forbidden("What the room says by itself cannot be changed.")
    return place, message


def changed(message: wire.Message) -> Changed:
    """Return the answer to whoever asked for a change, also where nothing had to be done."""
    return Changed(id=message.id, seq=message.seq, rev=message.rev)
