"""Changing what was said: putting it right, taking it back. A message keeps its place; its change has the next rev."""

from __future__ import annotations

from parlour.errors import Forbidden, NotFound, StorageFull
from parlour.messages.attached import bare
from parlour.messages.changing import changed, locked_message
from parlour.messages.markup import rendered
from parlour.rooms.sequence import restate
from parlour.store import Tx
from parlour.text import checked_body
from parlour.wire import MESSAGE_LIMIT, Changed, Person

# What is left of a message that was taken back, beside its place, its author and its time.
GONE = {
    "kind": "deleted",
    "body": "",
    "html": "",
    "edited_at": None,
    "reply_to": None,
    "reactions": 0,
    "pinned_by": None,
    "pinned_at": None,
    "poll": None,
}


def edit_message(tx: Tx, actor: Person, room: int, seq: int, text: str) -> Changed:
    """Give one of the actor's own messages another text; the same text once more changes nothing."""
    body = checked_body(text, MESSAGE_LIMIT)
    html = rendered(body)
    _, message = locked_message(tx, actor, room, seq)
    if message.user_id != actor.id:
        raise Forbidden("Only who wrote a message can change it.")
    if message.kind == "deleted":
        raise NotFound
    if message.message == body:
        return changed(message)
    if tx.tight and len(body) + len(html) > len(message.message) + len(message.html):
        raise StorageFull(retry_after=5)
    return changed(restate(tx, message, {"body": body, "html": html, "edited_at": tx.now}))


def delete_message(tx: Tx, actor: Person, room: int, seq: int) -> Changed:
    """Take a message back: its text is gone for good, its place stays. Its author may, and the owner of the room."""
    place, message = locked_message(tx, actor, room, seq)
    if actor.id not in (message.user_id, place.owner_id) and actor.role != "owner":
        raise Forbidden("Only who wrote a message, or the room's owner, can delete it.")
    if message.kind == "deleted":
        return changed(message)
    return changed(restate(tx, bare(tx, message), GONE))
