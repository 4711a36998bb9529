"""What is said in the rooms of a chat that is made to measure on: rows as a server would have stored them."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import update

from parlour.copies.phrases import phrases
from parlour.copies.progress import Tick
from parlour.copies.tables import put, tables_in
from parlour.messages.markup import rendered
from parlour.rooms.models import Member
from parlour.rooms.models import Room as Place
from parlour.rooms.sequence import Stored
from parlour.store import Tx
from parlour.wire import Person, Room

PHRASES = 20_000  # of which each message is one
UNIQUE = 8  # one in so many has a number that no other has
AT_ONCE = 10_000  # rows

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True)
class Talk:
    """What is said: so many messages in a room, from the time of the transaction on, `pause` ms after one another."""

    said: Sequence[tuple[str, str]]
    chance: random.Random
    count: int
    pause: int


def things_to_say(chance: random.Random, messages: int) -> list[tuple[str, str]]:
    """Return phrases, each with its rendering."""
    return [(text, rendered(text)) for text in phrases(chance, min(PHRASES, max(1, messages)))]


def fill_room(tx: Tx, room: Room, members: Sequence[Person], talk: Talk, tick: Tick) -> None:
    """Have the members of a new room talk; everybody has read everything."""
    [table] = [table for table in tables_in(tx.connection) if table.name == "message"]
    for rows in _spoken(tx.now, room, members, talk):
        put(tx.connection, table, Stored._fields, b"".join(_encode(row) + b"\n" for row in rows))
        tick(len(rows))
    rev = room.rev + talk.count
    tx.execute(update(Place).where(Place.id == room.id).values(rev=rev, posts=talk.count))
    tx.execute(update(Member).where(Member.room_id == room.id).values(read_seq=rev, read_posts=talk.count))


def _spoken(begun: int, room: Room, members: Sequence[Person], talk: Talk) -> Iterator[list[Stored]]:
    """Yield the messages that follow what the room said by itself, some thousands at a time."""
    chance = talk.chance
    for start in range(1, talk.count + 1, AT_ONCE):
        rows = []
        for post in range(start, min(start + AT_ONCE, talk.count + 1)):
            text, html = _said(talk, post)
            place, author, at = room.rev + post, chance.choice(members).id, begun + post * talk.pause
            key = str(uuid.UUID(int=chance.getrandbits(128), version=4))
            rows.append(Stored(room.id, place, place, post, author, key, "message", text, html, at))
        yield rows


def _said(talk: Talk, post: int) -> tuple[str, str]:
    text, html = talk.chance.choice(talk.said)
    if post % UNIQUE or html != f"<p>{text}</p>":
        return text, html
    number = talk.chance.randrange(10**9)  # there is nothing to render in it
    return f"{text} {number}", f"<p>{text} {number}</p>"
