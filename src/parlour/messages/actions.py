"""Posting: the path every message takes, in the order that delivery rests on (see docs/architecture.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import Row, bindparam, select, update

from parlour.errors import ConfirmNeeded, Invalid, KeyReuse, NotFound, Problem, StorageFull
from parlour.inbox.entries import About, alert
from parlour.messages.mentions import Drawn, draw
from parlour.messages.posts import Head, Post, checked_post, sent
from parlour.messages.threads import Roots, news_of, roots_of, tell_roots
from parlour.rooms.models import Member, Message, Room
from parlour.rooms.sequence import Stored, store
from parlour.wire import Person, Sent

if TYPE_CHECKING:
    from parlour.store import Tx

__all__ = ["Post", "checked_post", "post_messages"]

# Built once: this is the path every message takes.
KNOWN = select(Message).where(Message.key.in_(bindparam("keys", expanding=True)))
MEMBERS = select(Member.room_id, Member.account_id).where(
    Member.room_id.in_(bindparam("rooms", expanding=True)), Member.account_id.in_(bindparam("authors", expanding=True))
)
# Every process locks rooms in the same order, or two of them could wait for each other.
HEADS = (
    select(Room.id, Room.rev, Room.posts)
    .where(Room.id.in_(bindparam("rooms", expanding=True)))
    .order_by(Room.id)
    .with_for_update(key_share=True)
)
# One that was deleted may be answered all the same: the reply was on its way.
ORIGINALS = select(Message.room_id, Message.seq, Message.author_id).where(
    Message.room_id.in_(bindparam("rooms", expanding=True)),
    Message.seq.in_(bindparam("seqs", expanding=True)),
    Message.kind.in_(("message", "deleted")),
)
TAKE = (
    update(Room.__table__)  # type: ignore[arg-type]
    .where(Room.id == bindparam("of"))
    .values(rev=bindparam("to_rev"), posts=bindparam("to_posts"))
)


def post_messages(tx: Tx, posts: Sequence[Post]) -> Sequence[Sent | Problem]:
    """Store what several people posted; answer each with its place, `KeyReuse`, `NotFound`, `Invalid` or `StorageFull`.

    The order is a promise: keys first (a retry is answered even to someone removed since), then the room's lock,
    then membership read in a statement after the lock, then the insert.
    """
    answers: dict[int, Sent | Problem] = {}
    _answer_known(tx, posts, answers)
    places = _of_members(tx, posts, _unanswered(posts, answers))  # outsiders must not get to hold a room's lock
    if tx.tight:  # what is stored already was answered above
        answers |= {place: StorageFull(retry_after=5) for place in places}
    elif places:
        drawn = _drawn(tx, posts, places, answers)
        heads = _lock(tx, {posts[place].room for place in places})
        tx.passing("after_lock")
        inside = _of_members(tx, posts, places)
        originals = _originals(tx, posts, inside)
        roots = roots_of(tx, posts, inside)
        answers |= _astray(posts, inside, originals) | _rootless(posts, inside, roots)
        placed = _placed(tx, posts, [place for place in inside if place not in answers], drawn, heads)
        news = news_of(placed.values(), roots, heads)
        _take(tx, placed, heads)
        tx.passing("mid_batch")
        answers |= {place: sent(message, dup=False) for place, message in placed.items()}
        store(tx, [(message, posts[place].actor) for place, message in placed.items()])
        tell_roots(tx, news)
        for place, message in placed.items():
            if drawn[place].called or message.reply_to:
                _tell_called(tx, posts[place].actor, message, drawn[place], originals)
    _answer_rest(posts, answers)
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
    # Once it was edited or deleted nobody knows what was sent; keys are random, so it was this.
    changed = row.edited_at is not None or row.kind == "deleted"
    words = row.body != post.text and not changed
    quote = row.reply_to != post.reply_to and row.kind != "deleted"
    thread = (row.thread, row.also_to_room) != (post.thread, post.also_to_room)
    if row.room_id != post.room or words or quote or thread:
        return KeyReuse()
    return sent(row, dup=True)


def _unanswered(posts: Sequence[Post], answers: dict[int, Sent | Problem]) -> list[int]:
    """Return the places of the posts without an answer; of twins (same author, same key) only the first."""
    first: dict[tuple[int, str], int] = {}
    for place, post in enumerate(posts):
        if place not in answers:
            first.setdefault((post.actor.id, post.key), place)
    return list(first.values())


def _of_members(tx: Tx, posts: Sequence[Post], places: list[int]) -> list[int]:
    """Return those of the places whose author is at this moment a member of the room he posts to."""
    wanted = {
        "rooms": list({posts[place].room for place in places}),
        "authors": list({posts[place].actor.id for place in places}),
    }
    members = set(tx.execute(MEMBERS, wanted).all()) if places else set()
    return [place for place in places if (posts[place].room, posts[place].actor.id) in members]


def _lock(tx: Tx, rooms: set[int]) -> dict[int, Head]:
    """Return the counters of rooms, which nobody else moves before our COMMIT."""
    return {row.id: Head(row.rev, row.posts) for row in tx.execute(HEADS, {"rooms": list(rooms)})}


def _drawn(tx: Tx, posts: Sequence[Post], places: list[int], answers: dict[int, Sent | Problem]) -> dict[int, Drawn]:
    """Render posts; answer those that call more people than they may without being asked again."""
    drawn: dict[int, Drawn] = {}
    for place in places:
        post = posts[place]
        try:
            drawn[place] = draw(tx, post.actor, post.room, post.text, post.manner)
        except ConfirmNeeded as problem:
            answers[place] = problem
    return drawn


def _originals(tx: Tx, posts: Sequence[Post], places: list[int]) -> dict[tuple[int, int], int]:
    """Return who wrote what the posts answer, by its place; asks nothing where there are no replies."""
    replies = [(post.room, post.reply_to) for place in places if (post := posts[place]).reply_to]
    if not replies:
        return {}
    rooms, seqs = zip(*replies, strict=True)
    wanted = {"rooms": list(set(rooms)), "seqs": list(set(seqs))}
    return {(row.room_id, row.seq): row.author_id for row in tx.execute(ORIGINALS, wanted)}


def _astray(
    posts: Sequence[Post], places: list[int], originals: Mapping[tuple[int, int], int]
) -> dict[int, Sent | Problem]:
    """Refuse replies to what is no message of their room."""
    return {
        place: Invalid("There is no such message to reply to.", field="reply_to")
        for place in places
        if (post := posts[place]).reply_to and (post.room, post.reply_to) not in originals
    }


def _rootless(posts: Sequence[Post], places: list[int], roots: Roots) -> dict[int, Sent | Problem]:
    """Refuse replies in threads that cannot be."""
    return {
        place: Invalid("No thread can begin there.", field="thread")
        for place in places
        if (post := posts[place]).thread is not None and (post.room, post.thread) not in roots
    }


def _tell_called(
    tx: Tx, actor: Person, message: Stored, drawn: Drawn, originals: Mapping[tuple[int, int], int]
) -> None:
    """Put a message into the inboxes of those whom it calls, and of whom it answers."""
    about = About(message.room_id, message.seq, actor, message.body)
    alert(tx, about, "mention", drawn.called)
    if message.reply_to:
        alert(tx, about, "reply", [originals[message.room_id, message.reply_to]])


def _placed(
    tx: Tx, posts: Sequence[Post], places: list[int], drawn: dict[int, Drawn], heads: dict[int, Head]
) -> dict[int, Stored]:
    """Give the posts their rooms' next numbers, in the order in which they came."""
    placed: dict[int, Stored] = {}
    for place in places:
        post = posts[place]
        head = heads[post.room]
        rev, nth = heads[post.room] = Head(head.rev + 1, head.posts + post.shown)
        placed[place] = Stored(
            room_id=post.room,
            seq=rev,
            rev=rev,
            post=nth,
            author_id=post.actor.id,
            key=post.key,
            kind="message",
            body=post.text,
            html=drawn[place].html,
            created_at=tx.now,
            reply_to=post.reply_to,
            poll=post.poll,
            mentions=drawn[place].mentions,
            thread=post.thread,
            also_to_room=post.also_to_room,
        )
    return placed


def _take(tx: Tx, placed: dict[int, Stored], heads: dict[int, Head]) -> None:
    """Write the counters of the rooms in which something was placed."""
    rooms = {message.room_id for message in placed.values()}
    if rooms:
        tx.execute(TAKE, [{"of": room, "to_rev": heads[room].rev, "to_posts": heads[room].posts} for room in rooms])


def _answer_rest(posts: Sequence[Post], answers: dict[int, Sent | Problem]) -> None:
    """Answer posts whose key came twice in one batch as the retry that they are, and outsiders' with `NotFound`."""
    first: dict[tuple[int, str], int] = {}
    for place, post in enumerate(posts):
        original = first.setdefault((post.actor.id, post.key), place)
        if place not in answers:
            answer = NotFound() if original == place else answers[original]
            answers[place] = _answer_twin(post, posts[original], answer) if isinstance(answer, Sent) else answer


def _answer_twin(post: Post, original: Post, answer: Sent) -> Sent | Problem:
    same = post._replace(actor=original.actor, manner=original.manner) == original
    return msgspec.structs.replace(answer, dup=True) if same else KeyReuse()
