"""Changing what was said: putting it right, taking it back. A message keeps its place; its change has the next rev."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parlour.errors import Forbidden, NotFound, StorageFull
from parlour.inbox.entries import About, called_now, forget
from parlour.messages import attached, threads
from parlour.messages.changing import changed, locked_message
from parlour.messages.mentions import PLAIN, Manner, draw
from parlour.rooms.sequence import restate
from parlour.text import checked_body
from parlour.wire import MESSAGE_LIMIT, Changed, Person

if TYPE_CHECKING:
    from parlour.store import Tx

# What is left of a message that was taken back, beside its place (also in a thread), its author and its time; and what
# was said in its own thread.
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
    "mentions": None,
}


def edit_message(tx: Tx, actor: Person, room: int, seq: int, text: str, manner: Manner = PLAIN) -> Changed:
    """Give one of the actor's own messages another text; the same text once more changes nothing."""
    body = checked_body(text, MESSAGE_LIMIT)
    _, message = locked_message(tx, actor, room, seq)
    if message.user_id != actor.id:
        raise Forbidden("Only who wrote a message can change it.")
    if message.kind == "deleted":
        raise NotFound
    if message.message == body:
        return changed(message)
    drawn = draw(tx, actor, room, body, manner)
    if tx.tight and len(body) + len(drawn.html) > len(message.message) + len(message.html):
        raise StorageFull(retry_after=5)
    values = {"body": body, "html": drawn.html, "edited_at": tx.now, "mentions": drawn.mentions}
    told = restate(tx, message, values)
    if drawn.called or message.mentions or message.mentions_all:
        called_now(tx, About(room, seq, actor, body), drawn.called)
    return changed(told)


def delete_message(tx: Tx, actor: Person, room: int, seq: int) -> Changed:
    """Take a message back: its text is gone for good, its place stays. Its author may, and the owner of the room."""
    place, message = locked_message(tx, actor, room, seq)
    if actor.id not in (message.user_id, place.owner_id) and actor.role != "owner":
        raise Forbidden("Only who wrote a message, or the room's owner, can delete it.")
    if message.kind == "deleted":
        return changed(message)
    forget(tx, room, seq)
    gone = restate(tx, attached.bare(tx, message), GONE)
    threads.drop_reply(tx, message)
    return changed(gone)
