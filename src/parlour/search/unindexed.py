"""What the index does not know yet: looked through one by one, so that all is found once it is acknowledged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from parlour.rooms.models import Message
from parlour.search.candidates import Found
from parlour.search.folding import folded, traits_of
from parlour.search.lines import Line, Scope, fits
from parlour.search.news import edited_in, said_in
from parlour.search.query import Query
from parlour.search.scope import Behind
from parlour.store import Tx

MESSAGES_LIMIT = 2_000  # in all
ROOM_LEAST = 50  # of one room
SIZE_LIMIT = 2_000_000  # characters


def newest_unindexed(tx: Tx, query: Query, scope: Scope, rooms: Sequence[Behind]) -> Found:
    """Return what is asked for of the newest messages that the index does not know."""
    each = max(ROOM_LEAST, MESSAGES_LIMIT // max(1, len(rooms)))
    found, size, complete = [], 0, True
    for room in rooms:
        for news in (said_in(room).order_by(Message.seq.desc()), edited_in(room).order_by(Message.rev.desc())):
            rows = tx.execute(news.limit(each + 1)).all() if size <= SIZE_LIMIT else []
            complete = complete and len(rows) <= each and size <= SIZE_LIMIT
            size += sum(len(row.body) for row in rows)
            lines = [_line(row) for row in rows[:each]]
            found += [line for line in lines if fits(line, query, scope)]
    return Found(found, complete)


def _line(row: Row[Any]) -> Line:
    return Line(row.room_id, row.seq, row.author_id, row.created_at, traits_of(row.body, row.thread), folded(row.body))
