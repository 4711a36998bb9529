"""What is one person's own, wherever it is kept, and what he has said; as lines of JSON, some at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, select

from parlour.messages.reads import run_at
from parlour.rooms.models import Message, Room
from parlour.store.schema import Base
from parlour.wire import encode

if TYPE_CHECKING:
    from parlour.exports.source import Read
    from parlour.wire import Person

ROWS = 500  # at a time
SPAN = 20_000  # places of a room that are looked through at a time
SECRET = re.compile("password|token|digest|secret")  # in the name of a column


def own_tables() -> list[Table]:
    """Return every table that has rows of one account, whatever it is for: what is kept tomorrow is in it as well."""
    return [table for table in Base.metadata.sorted_tables if "account_id" in table.c]


def own_rows(read: Read, table: Table, actor: Person) -> Iterator[bytes]:
    """Yield a table's rows of one person, as they are stored but without secrets; times are in ms since 1970."""
    columns = [column for column in table.c if not SECRET.search(column.name)]
    mine = select(*columns).where(table.c.account_id == actor.id).order_by(*table.primary_key.columns).limit(ROWS)
    start, before = 0, b"\n"
    while True:
        page = mine.offset(start)
        found: Sequence[Any] = read(lambda tx, page=page: tx.execute(page).all())  # type: ignore[misc]
        if found:
            yield before + b",\n".join(encode(dict(row._mapping)) for row in found)
        if len(found) < ROWS:
            return
        start, before = start + ROWS, b",\n"


def said_by(read: Read, actor: Person) -> Iterator[bytes]:
    """Yield what a person has said, room by room, also in those that he has left; often nothing, as a place to stop."""
    rooms: Sequence[Any] = read(lambda tx: tx.execute(select(Room.id, Room.rev).order_by(Room.id)).all())
    for room, head in rooms:
        for start in range(1, head + 1, SPAN):
            here = Message.seq.between(start, min(head, start + SPAN - 1))
            mine = select(Message.seq).where(Message.room_id == room, here, Message.author_id == actor.id)
            seqs = read(lambda tx, mine=mine: list(tx.execute(mine.order_by(Message.seq)).scalars()))  # type: ignore[misc]
            yield b""
            yield from _messages(read, room, seqs)


def _messages(read: Read, room: int, seqs: Sequence[int]) -> Iterator[bytes]:
    for start in range(0, len(seqs), ROWS):
        some = seqs[start : start + ROWS]
        yield b",\n".join(map(encode, read(lambda tx, some=some: run_at(tx, room, some))))  # type: ignore[misc]
