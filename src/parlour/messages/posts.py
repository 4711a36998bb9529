"""What somebody wants to post, and what it is answered with."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Row

from parlour.clock import rfc3339
from parlour.messages.mentions import PLAIN, Manner
from parlour.rooms.sequence import Stored
from parlour.text import checked_body
from parlour.wire import MESSAGE_LIMIT, Person, Sent


class Post(NamedTuple):
    """One message on its way in; `key` is the sender's, the same at every retry; `poll` is that of `Message`.

    `thread` is the place of the message in whose thread it stands; `also_to_room`: the room shows it as well.
    """

    actor: Person
    room: int
    key: str
    text: str
    reply_to: int | None = None
    poll: str | None = None
    manner: Manner = PLAIN
    thread: int | None = None
    also_to_room: bool = False

    @property
    def shown(self) -> bool:
        """Whether it stands in the room's own conversation, and is counted there."""
        return self.thread is None or self.also_to_room


class Head(NamedTuple):
    """How far a room's counters stand: its changes, its messages."""

    rev: int
    posts: int


def checked_post(actor: Person, room: int, key: str, text: str, reply_to: int | None = None) -> Post:
    """Return a post whose text can be stored; raise `Invalid`. Costs no transaction."""
    return Post(actor, room, key, checked_body(text, MESSAGE_LIMIT), reply_to)


def in_thread(post: Post, thread: int | None, *, also_to_room: bool) -> Post:
    """Return the post as one in a thread, if one is named."""
    return post if thread is None else post._replace(thread=thread, also_to_room=also_to_room)


def sent(row: Stored | Row[Any], *, dup: bool) -> Sent:
    """Return the answer to who posted what is stored."""
    return Sent(id=f"{row.room_id}:{row.seq}", seq=row.seq, rev=row.rev, timestamp=rfc3339(row.created_at), dup=dup)
