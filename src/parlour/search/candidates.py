"""The newest messages in the index that are what was asked for. All in which SQLite and PostgreSQL differ here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, column, func, or_, select, table
from sqlalchemy import Integer as Number
from sqlalchemy.dialects.postgresql import ARRAY

from parlour.search.lines import Line, Place, Scope
from parlour.search.models import SearchText
from parlour.search.query import Query
from parlour.search.trigrams import LENGTH, author_number, bits, chosen, letters_number, match_all, room_number
from parlour.store import Tx

WINDOW = 10_000  # of the newest messages, that are looked through one after the other
SHARE = 8  # rooms with less than one message in so many are looked up in the index as well
ROOMS_LIMIT = 200  # of them
LINE: Select[*tuple[Any, ...]] = select(
    SearchText.room_id,
    SearchText.seq,
    SearchText.author_id,
    SearchText.created_at,
    SearchText.traits,
    SearchText.text,
)
# Calculated, they are not what a table is read by: the planner is not to choose them instead of the index.
plain_id, plain_room, plain_time = SearchText.id + 0, SearchText.room_id + 0, SearchText.created_at + 0
LISTED = table("search_index", column("rowid"), column("search_index"))  # FTS5's
NUMBERED = table("search_index", column("id"), column("grams", ARRAY(Number)))


class Wanted(NamedTuple):
    """A query and its scope, and which numbers of the index can have what it asks for: from `first` to before `end`."""

    query: Query
    scope: Scope
    first: int
    end: int
    most: int


class Found(NamedTuple):
    """`complete`: as many lines as were wanted, or all that there are."""

    lines: list[Line]
    complete: bool = True


def newest_in_index(tx: Tx, query: Query, scope: Scope, most: int) -> Found:
    """Return the newest `most` messages in the index that are what was asked for, the newest first."""
    wanted = _wanted(tx, query, scope, most)
    words = [word for word in query.words if len(word) >= LENGTH]
    if not words and not bits(query.has) and scope.authors is None:
        return _without_index(tx, wanted)
    if tx.connection.dialect.name == "postgresql":
        return _in_postgresql(tx, wanted, words)
    return Found(_lines(tx, _matching(wanted, words), wanted))


def _wanted(tx: Tx, query: Query, scope: Scope, most: int) -> Wanted:
    first = 1 if query.since is None else _first_at(tx, query.since)
    ends = [_first_at(tx, at) for at in (query.until, scope.before and scope.before[0] + 1) if at is not None]
    return Wanted(query, scope, first, min(ends, default=_last(tx) + 1), most)


def _first_at(tx: Tx, at: int) -> int:
    """The number of the first message at a time or after it; behind the last if there is none."""
    first = select(SearchText.id).where(SearchText.created_at >= at).order_by(SearchText.created_at, SearchText.id)
    return tx.execute(first.limit(1)).scalar() or _last(tx) + 1


def _last(tx: Tx) -> int:
    return int(tx.execute(select(func.coalesce(func.max(SearchText.id), 0))).scalar_one())


def _without_index(tx: Tx, wanted: Wanted) -> Found:
    """Letters too few for the index: a small room is looked through to its beginning, of others the newest messages."""
    rooms, newest = wanted.scope.rooms, _between(wanted.first, wanted.end).order_by(SearchText.id.desc())
    if wanted.scope.posts <= WINDOW:
        all_of_rooms = _between(wanted.first, wanted.end).where(SearchText.room_id.in_(rooms)).order_by(plain_id.desc())
        return Found(_lines(tx, all_of_rooms, wanted))
    if not wanted.query.words and not wanted.query.has:  # any message will do
        [*one] = rooms
        return Found(_lines(tx, newest.where(SearchText.room_id == one[0]) if len(one) == 1 else newest, wanted))
    lines = _lines(tx, newest.where(SearchText.id >= wanted.end - WINDOW), wanted)
    return Found(lines, complete=len(lines) == wanted.most or wanted.end - WINDOW <= wanted.first)


def _matching(wanted: Wanted, words: Sequence[str]) -> Select[*tuple[Any, ...]]:
    """FTS5 goes through what it finds from the newest on, and ends when there is enough."""
    match = match_all(words, wanted.query.has, wanted.scope.authors or (), _rooms_to_look_up(wanted.scope))
    near = LISTED.c.search_index.op("MATCH")(match), LISTED.c.rowid >= wanted.first, LISTED.c.rowid < wanted.end
    joined = LINE.select_from(LISTED.join(SearchText, SearchText.id == LISTED.c.rowid))
    return joined.where(*near).order_by(LISTED.c.rowid.desc())


def _in_postgresql(tx: Tx, wanted: Wanted, words: Sequence[str]) -> Found:
    """Its index knows no order: what is said often is found among the newest, what is said seldom by the index."""
    window = max(wanted.first, wanted.end - WINDOW)
    near = _lines(tx, _between(window, wanted.end).order_by(SearchText.id.desc()), wanted)
    if len(near) == wanted.most or window == wanted.first:
        return Found(near)
    has = [*map(letters_number, chosen(words)), *(-bit for bit in bits(wanted.query.has))]
    authors = [author_number(one) for one in wanted.scope.authors or ()]
    rooms = [room_number(one) for one in _rooms_to_look_up(wanted.scope)]
    conditions = [NUMBERED.c.grams.contains(has)] if has else []
    conditions += [NUMBERED.c.grams.overlap(some) for some in (authors, rooms) if some]
    joined = LINE.select_from(NUMBERED.join(SearchText, SearchText.id == NUMBERED.c.id))
    far = joined.where(*conditions, plain_id >= wanted.first, plain_id < window).order_by(plain_id.desc())
    return Found(near + _lines(tx, far, wanted._replace(most=wanted.most - len(near))))


def _rooms_to_look_up(scope: Scope) -> Collection[int]:
    """Where one's rooms are a small part of all, most of what is found by letters alone would be others'."""
    few = scope.posts * SHARE < scope.all_posts and len(scope.rooms) <= ROOMS_LIMIT
    return scope.rooms if few else ()


def _between(first: int, end: int) -> Select[*tuple[Any, ...]]:
    return LINE.where(SearchText.id >= first, SearchText.id < end)


def _lines(tx: Tx, candidates: Select[*tuple[Any, ...]], wanted: Wanted) -> list[Line]:
    """Return those of the candidates that are what was asked for: the index only guesses."""
    query, scope = wanted.query, wanted.scope
    position = func.strpos if tx.connection.dialect.name == "postgresql" else func.instr
    conditions: list[ColumnElement[bool]] = [plain_room.in_(scope.rooms), SearchText.text != ""]
    conditions += [position(SearchText.text, word) > 0 for word in query.words]
    conditions += [position(SearchText.text, word) == 0 for word in query.without]
    if query.has:
        conditions.append(SearchText.traits.op("&")(query.has) == query.has)
    if scope.authors is not None:
        conditions.append(SearchText.author_id.in_(scope.authors))
    if query.since is not None:
        conditions.append(plain_time >= query.since)
    if query.until is not None:
        conditions.append(plain_time < query.until)
    if scope.before is not None:
        conditions.append(_is_before(scope.before))
    found = tx.execute(candidates.where(*conditions).limit(wanted.most))
    return [Line._make(row) for row in found]


def _is_before(place: Place) -> ColumnElement[bool]:
    at, room, seq = place
    here = or_(plain_room < room, and_(plain_room == room, SearchText.seq < seq))
    return or_(plain_time < at, and_(plain_time == at, here))
