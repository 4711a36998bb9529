"""Changing what was said: putting it right, taking it back. A message keeps its place; its change has the next rev."""

from __future__ import annotations

from parlour import wire
from parlour.errors import Forbidden, NotFound, StorageFull
from parlour.messages.markup import rendered
from parlour.messages.reads import message_at
from parlour.rooms.reads import room_for
from parlour.rooms.sequence import lock, restate
from parlour.store import Tx
from parlour.text import checked_body
from parlour.wire import MESSAGE_LIMIT, Changed, Person


def edit_message(tx: Tx, actor: Person, room: int, seq: int, text: str) -> Changed:
    """Give one of the actor's own messages another text; the same text once more changes nothing."""
    body = checked_body(text, MESSAGE_LIMIT)
    html = rendered(body)
    _, message = _locked(tx, actor, room, seq)
    if message.user_id != actor.id:
        raise Forbidden("Only who wrote a message can change it.")
    if message.kind == "deleted":
        raise NotFound
    if message.message == body:
        return _answer(message)
    if tx.tight and len(body) + len(html) > len(message.message) + len(message.html):
        raise StorageFull(retry_after=5)
    return _change(tx, message, {"body": body, "html": html, "edited_at": tx.now})


def delete_message(tx: Tx, actor: Person, room: int, seq: int) -> Changed:
    """Take a message back: its text is gone for good, its place stays. Its author may, and the owner of the room."""
    place, message = _locked(tx, actor, room, seq)
    if actor.id not in (message.user_id, place.owner_id) and actor.role != "owner":
        raise Forbidden("Only who wrote a message, or the room's owner, can delete it.")
    if message.kind == "deleted":
        return _answer(message)
    return _change(tx, message, {"kind": "deleted", "body": "", "html": "", "edited_at": None})


def _locked(tx: Tx, actor: Person, room: int, seq: int) -> tuple[wire.Room, wire.Message]:
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


def _change(tx: Tx, message: wire.Message, values: dict[str, object]) -> Changed:
    return _answer(restate(tx, message, values))


def _answer(message: wire.Message) -> Changed:
    return Changed(id=message.id, seq=message.seq, rev=message.rev)
