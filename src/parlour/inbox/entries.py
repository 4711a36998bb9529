"""What comes into inboxes, and goes out of them again. Whoever knows of something that concerns somebody says so here.

A message is in an inbox once, for the first reason there was; a reaction is a reason of its own, so that all that
people put on one message are one entry, the latest of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from sqlalchemy import bindparam, delete, exists, insert, select, update
from sqlalchemy.orm import aliased

from parlour.clock import rfc3339
from parlour.events import EntryAdded
from parlour.people.models import Ignored
from parlour.rooms.models import Entry, Member
from parlour.store import Tx
from parlour.wire import ENTRY_TEXT, EntryKind, Person
from parlour.wire import Entry as Told

OTHER = aliased(Entry)
HEEDED = ~exists().where(Ignored.account_id == Member.account_id, Ignored.ignored_id == bindparam("author"))
THERE = exists().where(
    OTHER.account_id == Member.account_id,
    OTHER.room_id == bindparam("room"),
    OTHER.seq == bindparam("seq"),
    OTHER.kind != "reaction",
)
CONCERNED = select(Member.account_id).where(
    Member.room_id == bindparam("room"),
    Member.account_id.in_(bindparam("accounts", expanding=True)),
    Member.account_id != bindparam("author"),
    HEEDED,
)


class About(NamedTuple):
    """The message that concerns somebody, and who brought that about."""

    room: int
    seq: int
    author: Person
    text: str


def alert(tx: Tx, about: About, kind: EntryKind, accounts: Iterable[int], word: str | None = None) -> None:
    """Put a message into the inboxes of members of its room: not the author's own, nor of who ignores him."""
    wanted = {"room": about.room, "seq": about.seq, "author": about.author.id}
    found = sorted(set(accounts) - {about.author.id})
    if not found or tx.tight:
        return
    concerned = CONCERNED if kind == "reaction" else CONCERNED.where(~THERE)
    people = tx.execute(concerned.order_by(Member.account_id), wanted | {"accounts": found}).scalars().all()
    row = {"room_id": about.room, "seq": about.seq, "author_id": about.author.id, "created_at": tx.now}
    rows = [row | {"account_id": account, "kind": kind, "word": word} for account in people]
    if not rows:
        return
    made = tx.execute(insert(Entry).returning(Entry.id, Entry.account_id), rows)
    for entry in made.all():
        tx.announce(EntryAdded(entry.account_id, _told(tx, about, kind, entry.id, word)))


def called_now(tx: Tx, about: About, called: Collection[int]) -> None:
    """After an edit: the message is among the mentions of those whom it calls now, and of nobody else."""
    at = (Entry.room_id == about.room) & (Entry.seq == about.seq) & (Entry.kind == "mention")
    known = set(tx.execute(select(Entry.account_id).where(at)).scalars())
    if gone := known - set(called):
        tx.execute(delete(Entry).where(at, Entry.account_id.in_(gone)))
    alert(tx, about, "mention", set(called) - known)


def reacted(tx: Tx, about: About, owner: int, left: Collection[tuple[int, str]], emoji: str | None) -> None:
    """Tell the owner of a message of an emoji that came; where one went, let the latest of those `left` stand there."""
    his = (Entry.account_id == owner) & (Entry.room_id == about.room) & (Entry.seq == about.seq)
    his &= Entry.kind == "reaction"
    if emoji is not None:
        if about.author.id != owner:
            tx.execute(delete(Entry).where(his))
        return alert(tx, about, "reaction", [owner], emoji)
    others = [(account, word) for account, word in left if account != owner]
    if not others:
        tx.execute(delete(Entry).where(his))
    else:
        account, word = others[-1]
        tx.execute(update(Entry).where(his, Entry.author_id == about.author.id).values(author_id=account, word=word))
    return None


def forget(tx: Tx, room: int, seq: int) -> None:
    """Take a message out of every inbox: it was taken back."""
    tx.execute(delete(Entry).where(Entry.room_id == room, Entry.seq == seq))


def _told(tx: Tx, about: About, kind: EntryKind, number: int, word: str | None) -> Told:
    return Told(
        id=number,
        kind=kind,
        room=about.room,
        seq=about.seq,
        user_id=about.author.id,
        username=about.author.username,
        timestamp=rfc3339(tx.now),
        message=about.text[:ENTRY_TEXT],
        word=word,
    )
