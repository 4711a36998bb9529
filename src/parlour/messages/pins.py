"""Pinned messages: what a room keeps at hand for everybody. Pinning is a change of the message like an edit."""

from __future__ import annotations

from sqlalchemy import func, select

from parlour import wire
from parlour.errors import Forbidden, NotFound, TooManyPins
from parlour.messages.changing import changed, locked_message
from parlour.messages.reads import pinned_in
from parlour.rooms.models import Message
from parlour.rooms.reads import room_for
from parlour.rooms.sequence import restate
from parlour.store import Tx
from parlour.wire import PINS_LIMIT, Changed, Person


def pin(tx: Tx, actor: Person, room: int, seq: int, *, on: bool) -> Changed:
    """Put a message up for everybody, or take it down; what is so already changes nothing.

    Any member may pin; it is taken down by who put it up, by its author, or by the room's owner.
    """
    place, message = locked_message(tx, actor, room, seq)
    if message.kind == "deleted":
        raise NotFound
    if (message.pinned is not None) == on:
        return changed(message)
    if message.pinned is None:
        _check_room(tx, room)
        return changed(restate(tx, message, {"pinned_by": actor.id, "pinned_at": tx.now}))
    if actor.id not in (message.pinned.user_id, message.user_id, place.owner_id) and actor.role != "owner":
        raise Forbidden("Only who pinned a message, who wrote it, or the room's owner can take it down.")
    return changed(restate(tx, message, {"pinned_by": None, "pinned_at": None}))


def pins_of(tx: Tx, actor: Person, room: int) -> list[wire.Message]:
    """Return the pinned messages of one of the actor's rooms, the newest pin first."""
    room_for(tx, actor, room)
    return pinned_in(tx, room)


def _check_room(tx: Tx, room: int) -> None:
    there = select(func.count()).select_from(Message).where(Message.room_id == room, Message.pinned_at.is_not(None))
    if tx.execute(there).scalar_one() >= PINS_LIMIT:
        raise TooManyPins
