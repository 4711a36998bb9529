"""Filling the index: what was stored and changed since the last look, the oldest first, some hundred at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from heapq import merge
from itertools import islice
from typing import Any

from sqlalchemy import Integer as Number
from sqlalchemy import Row, bindparam, delete, func, insert, or_, select, table, update
from sqlalchemy import column as named
from sqlalchemy.dialects.postgresql import ARRAY

from parlour.rooms.models import Message, Room
from parlour.search.folding import folded, traits_of
from parlour.search.models import SearchMark, SearchText
from parlour.search.news import edited_in, said_in
from parlour.search.scope import MARKED, Behind, behind
from parlour.search.trigrams import numbers_of
from parlour.store import Tx

FIRST, PAGE = 20, 500  # messages read of a room at first, and when these were not enough
MANY = 5_000  # messages at a time where nobody waits
DUE = or_(SearchMark.seq.is_(None), SearchMark.seq < Room.rev, SearchMark.rev < Room.rev)
# The index itself, on PostgreSQL; on SQLite triggers fill it.
NUMBERS = table("search_index", named("id"), named("grams", ARRAY(Number)))
GRAMS = "CREATE INDEX ix_search_index_grams ON search_index USING gin (grams) WITH (gin_pending_list_limit = 512)"

Said = Row[Any]


def is_due(tx: Tx) -> bool:
    """Tell whether there is anything to index."""
    return tx.execute(MARKED.where(DUE).limit(1)).first() is not None


def index_next(tx: Tx, most: int) -> int:
    """Index up to `most` messages that are new, and those edited since; return how many, 0 when there are no more.

    On a disk that is nearly full nothing is done: the index grows without end, and what it lacks is looked through.
    """
    rooms = [] if tx.tight else behind(tx.execute(MARKED.where(DUE)))
    if not rooms:
        return 0
    new = list(islice(merge(*(_new_in(tx, room) for room in rooms), key=_place), most))
    _add(tx, new)
    if len(new) == most:
        last = {row.room_id: row.seq for row in new}
        _mark(tx, [(room, last[room.room], room.rev) for room in rooms if room.room in last])
        return most
    edited = [row for room in rooms for row in tx.execute(edited_in(room))]
    _renew(tx, edited)
    _mark(tx, [(room, room.head, room.head) for room in rooms])
    return len(new) + len(edited)


def index_everything(tx: Tx, tick: Callable[[int], object]) -> None:
    """Fill the empty index of a database that nobody uses yet."""
    lists = tx.connection.dialect.name == "postgresql"
    if lists:  # made at once, at the end, it takes a fraction of the time
        tx.connection.exec_driver_sql("DROP INDEX ix_search_index_grams")
    while count := index_next(tx, MANY):
        tick(count)
    tx.connection.exec_driver_sql(GRAMS if lists else "INSERT INTO search_index (search_index) VALUES ('optimize')")


def _place(row: Said) -> tuple[int, int, int]:
    return row.created_at, row.room_id, row.seq


def _new_in(tx: Tx, room: Behind) -> Iterator[Said]:
    """Yield what was said in a room at the places that are not indexed, in their order."""
    page = FIRST
    while True:
        found = tx.execute(said_in(room).order_by(Message.seq).limit(page)).all()
        yield from found
        if len(found) < page:
            return
        room, page = room._replace(seq=found[-1].seq), PAGE


def _add(tx: Tx, rows: Sequence[Said]) -> None:
    """Number messages in their order, and index them."""
    last = int(tx.execute(select(func.coalesce(func.max(SearchText.id), 0))).scalar_one()) if rows else 0
    texts = [_values(row) | {"id": last + nth} for nth, row in enumerate(rows, start=1)]
    if texts:
        tx.execute(insert(SearchText), texts)
        _list(tx, texts)


def _renew(tx: Tx, rows: Sequence[Said]) -> None:
    """Index messages anew at the numbers that they have."""
    texts = [_values(row) | {"id": row.id} for row in rows]
    for values in texts:
        tx.execute(update(SearchText).where(SearchText.id == values["id"]).values(**values))
    if texts:
        _list(tx, texts)


def _list(tx: Tx, texts: Sequence[dict[str, Any]]) -> None:
    if tx.connection.dialect.name == "postgresql":
        keys = ("text", "traits", "author_id", "room_id")
        rows = [{"id": one["id"], "grams": numbers_of(*(one[key] for key in keys))} for one in texts]
        tx.execute(insert(NUMBERS), rows)


def _values(row: Said) -> dict[str, Any]:
    place = {"room_id": row.room_id, "seq": row.seq, "author_id": row.author_id, "created_at": row.created_at}
    return place | {"traits": traits_of(row.body, row.thread), "text": folded(row.body)}


def _mark(tx: Tx, marks: Sequence[tuple[Behind, int, int]]) -> None:
    rows = [{"room_id": room.room, "seq": seq, "rev": rev} for room, seq, rev in marks]
    tx.execute(
        delete(SearchMark).where(SearchMark.room_id == bindparam("of")), [{"of": row["room_id"]} for row in rows]
    )
    tx.execute(insert(SearchMark), rows)
