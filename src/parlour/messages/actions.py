"""Posting: the path every message takes, in the order that delivery rests on (see docs/architecture.md)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Row, bindparam, select, update

from parlour.clock import rfc3339
from parlour.errors import KeyReuse, NotFound, Problem
from parlour.messages.markup import rendered
from parlour.rooms.models import Member, Message, Room
from parlour.rooms.sequence import Stored, store
from parlour.store import Tx
from parlour.text import checked_body
from parlour.wire import MESSAGE_LIMIT, Person, Sent

# Built once: this is the path every message takes.
KNOWN = select(Message).where(Message.key.in_(bindparam("keys", expanding=True)))
MEMBERS = select(Member.account_id).where(
    Member.room_id == bindparam("room"), Member.account_id.in_(bindparam("authors", expanding=True))
)
HEAD = select(Room.rev, Room.posts).where(Room.id == bindparam("room")).with_for_update()
TAKE = update(Room).where(Room.id == bindparam("room")).values(rev=bindparam("to_rev"), posts=bindparam("to_posts"))


class Post(NamedTuple):
    """One message on its way in; `key` is the sender's, the same at every retry."""

    actor: Person
    room: int
    key: str
    text: str


Waiting = tuple[int, Post, str]  # place in the batch, the post, its HTML


def checked_post(actor: Person, room: int, key: str, text: str) -> Post:
    """Return a post whose text can be stored; raise `Invalid`. Costs no transaction."""
    return Post(actor, room, key, checked_body(text, MESSAGE_LIMIT))


def post_messages(tx: Tx, posts: Sequence[Post]) -> Sequence[Sent | Problem]:
    """Store what several people posted; answer each with its place, `KeyReuse` or `NotFound`.

    The order is a promise: keys first (a retry is answered even to someone removed since), then the room's lock,
    then membership read in a statement after the lock, then the insert.
    """
    answers: dict[int, Sent | Problem] = {}
    html = [rendered(post.text) for post in posts]
    _answer_known(tx, posts, answers)
    for room, waiting in _by_room(posts, answers).items():
        _post_in(tx, room, [(place, posts[place], html[place]) for place in waiting], answers)
    _answer_twins(posts, answers)
    return [answers[place] for place in range(len(posts))]


def _answer_known(tx: Tx, posts: Sequence[Post], answers: dict[int, Sent | Problem]) -> None:
    """Answer posts whose author used their key before."""
    found = tx.execute(KNOWN, {"keys": [post.key for post in posts]})
    known = {(row.author_id, row.key): row for row in found}
    for place, post in enumerate(posts if known else ()):
        row = known.get((post.actor.id, post.key))
        if row is not None:
            answers[place] = _answer_again(post, row)


def _answer_again(post: Post, row: Row[Any]) -> Sent | Problem:
    if (row.room_id, row.body) != (post.room, post.text):
        return KeyReuse()
    return _sent(row, dup=True)


def _sent(row: Stored | Row[Any], *, dup: bool) -> Sent:
    return Sent(id=f"{row.room_id}:{row.seq}", seq=row.seq, rev=row.rev, timestamp=rfc3339(row.created_at), dup=dup)


def _by_room(posts: Sequence[Post], answers: dict[int, Sent | Problem]) -> dict[int, list[int]]:
    """Group the places of unanswered posts by room; of twins (same author, same key) only the first."""
    rooms: defaultdict[int, list[int]] = defaultdict(list)
    seen: set[tuple[int, str]] = set()
    for place, post in enumerate(posts):
        pair = (post.actor.id, post.key)
        if place not in answers and pair not in seen:
            seen.add(pair)
            rooms[post.room].append(place)
    # Every process locks rooms in the same order, or two of them could wait for each other.
    return dict(sorted(rooms.items()))


def _post_in(tx: Tx, room: int, waiting: list[Waiting], answers: dict[int, Sent | Problem]) -> None:
    """Give the members' posts the room's next places and store them."""
    authors = {post.actor.id for _, post, _ in waiting}
    if not _members_among(tx, room, authors):  # outsiders must not get to hold the room's lock
        answers.update((place, NotFound()) for place, _, _ in waiting)
        return
    at = tx.execute(HEAD, {"room": room}).one()
    members = _members_among(tx, room, authors)
    stored: list[tuple[Stored, Person]] = []
    for place, post, html in waiting:
        if post.actor.id not in members:
            answers[place] = NotFound()
            continue
        nth = len(stored) + 1
        message = _placed(tx, post, html, at.rev + nth, at.posts + nth)
        stored.append((message, post.actor))
        answers[place] = _sent(message, dup=False)
    if stored:
        taken = len(stored)
        tx.execute(TAKE, {"room": room, "to_rev": at.rev + taken, "to_posts": at.posts + taken})
        store(tx, stored)


def _members_among(tx: Tx, room: int, authors: set[int]) -> set[int]:
    return set(tx.execute(MEMBERS, {"room": room, "authors": list(authors)}).scalars())


def _placed(tx: Tx, post: Post, html: str, seq: int, nth: int) -> Stored:
    return Stored(post.room, seq, seq, nth, post.actor.id, post.key, "message", post.text, html, tx.now)


def _answer_twins(posts: Sequence[Post], answers: dict[int, Sent | Problem]) -> None:
    """Answer posts whose key came twice in one batch as the retry that they are."""
    first: dict[tuple[int, str], int] = {}
    for place, post in enumerate(posts):
        original = first.setdefault((post.actor.id, post.key), place)
        if place in answers:
            continue
        answer, same = answers[original], posts[original]
        if isinstance(answer, Sent):
            fits = (same.room, same.text) == (post.room, post.text)
            answers[place] = msgspec.structs.replace(answer, dup=True) if fits else KeyReuse()
        else:
            answers[place] = answer
