"""Threads: what is said beside the room's conversation about one message of it, the root, which says how much that is.

A reply in a thread is a message of the room's sequence like any other. What it changes in its root has the room's next
rev, and is told as a small event.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select

from parlour import wire
from parlour.events import Replied
from parlour.messages.following import SAID, follow_by_writing
from parlour.messages.posts import Head, Post
from parlour.messages.reads import message_at, run_at
from parlour.rooms.models import Message
from parlour.rooms.sequence import Stored, advance, stand_at
from parlour.store import Tx
from parlour.wire import REPLIERS, RepliesChanged

RECENT = 50  # replies among which those who wrote lately are looked for

Place = tuple[int, int]  # room, seq
Roots = Mapping[Place, wire.Message]


class News(NamedTuple):
    """Replies that are stored now, their root as it was before, and the rev at which it stands from now on."""

    root: wire.Message
    rev: int
    replies: Sequence[Stored]


def roots_of(tx: Tx, posts: Sequence[Post], places: Iterable[int]) -> dict[Place, wire.Message]:
    """Return the messages in whose threads somebody posts; asks nothing where nobody does.

    A message that was deleted may be one all the same: the reply was on its way. A reply in a thread is none.
    """
    wanted: dict[int, set[int]] = {}
    for post in (posts[place] for place in places):
        if post.thread is not None:
            wanted.setdefault(post.room, set()).add(post.thread)
    found = [message for room, seqs in wanted.items() for message in run_at(tx, room, seqs)]
    return {(one.room, one.seq): one for one in found if one.kind in SAID and one.thread is None}


def news_of(placed: Iterable[Stored], roots: Roots, heads: dict[int, Head]) -> list[News]:
    """Give the roots of what was placed in threads their rooms' next revs: one for all that comes to it at once."""
    threads: dict[Place, list[Stored]] = {}
    for message in placed:
        if message.thread is not None:
            threads.setdefault((message.room_id, message.thread), []).append(message)
    news = []
    for (room, seq), replies in threads.items():
        head = heads[room] = heads[room]._replace(rev=heads[room].rev + 1)
        news.append(News(roots[room, seq], head.rev, replies))
    return news


def tell_roots(tx: Tx, news: Sequence[News]) -> None:
    """Count replies on their roots and tell so; who wrote them, and the root before its first, follows the thread."""
    for root, rev, replies in news:
        held = root.replies or wire.Replies(0, "", ())
        users = [*(reply.author_id for reply in reversed(replies)), *held.users]
        _tell(tx, root, stand_at(tx, root, rev, _summary(held.count + len(replies), replies[-1].created_at, users)))
    if news:
        follow_by_writing(tx, [(root, replies) for root, _, replies in news])


def drop_reply(tx: Tx, reply: wire.Message) -> None:
    """Take a reply that was deleted off its root, and tell so. Its room is locked."""
    root = None if reply.thread is None else message_at(tx, reply.room, reply.thread)
    if root is None or root.replies is None:
        return
    there = (Message.room_id == reply.room) & (Message.thread == root.seq) & (Message.kind == "message")
    newest = select(Message.author_id, Message.created_at).where(there).order_by(Message.seq.desc()).limit(RECENT)
    left = tx.execute(newest).all()
    at = left[0].created_at if left else None
    _tell(tx, root, advance(tx, root, _summary(root.replies.count - 1, at, [row.author_id for row in left])))


def _summary(count: int, at: int | None, users: Iterable[int]) -> dict[str, object]:
    """Return the columns of a root; `users` are those who wrote, the last first, and may come twice."""
    recent = list(dict.fromkeys(users))[:REPLIERS]
    return {"replies": count, "replied_at": at, "repliers": ",".join(map(str, recent))}


def _tell(tx: Tx, before: wire.Message, root: wire.Message) -> None:
    change = RepliesChanged(root.room, root.seq, root.rev, before.rev, root.replies)
    tx.announce(Replied(root.room, root.rev, change, root))
