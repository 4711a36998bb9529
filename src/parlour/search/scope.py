"""Where one person may search: the rooms he is in, now, and what of them is not indexed yet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Row, func, or_, select

from parlour.accounts.models import Account
from parlour.accounts.names import name_key
from parlour.errors import Invalid, NotFound
from parlour.rooms.models import Member, Message, Room
from parlour.search.folding import folded
from parlour.search.lines import Place, Scope
from parlour.search.models import SearchMark

if TYPE_CHECKING:
    from parlour.search.query import Query
    from parlour.store import Tx
    from parlour.wire import Person


class Behind(NamedTuple):
    """A room of which the index knows no more than the places up to `seq`, and their changes up to `rev`."""

    room: int
    head: int
    seq: int
    rev: int


MARKED = select(Room.id, Room.name, Room.rev.label("head"), Room.posts, SearchMark.seq, SearchMark.rev).join(
    SearchMark, SearchMark.room_id == Room.id, isouter=True
)


def scope_of(tx: Tx, actor: Person, query: Query) -> tuple[Scope, list[Behind]]:
    """Return what a query of the actor's may find, and the rooms among it that are not wholly indexed."""
    mine = tx.execute(MARKED.join(Member, (Member.room_id == Room.id) & (Member.account_id == actor.id)))
    rooms = [row for row in mine if not query.rooms or folded(row.name) in query.rooms]
    scope = Scope(
        rooms=frozenset(row.id for row in rooms),
        authors=frozenset(_accounts(tx, actor, query.people)) if query.people else None,
        posts=sum(row.posts for row in rooms),
        all_posts=int(tx.execute(select(func.coalesce(func.sum(Room.posts), 0))).scalar_one()),
    )
    return scope, behind(rooms)


def behind(rooms: Iterable[Row[Any]]) -> list[Behind]:
    """Return those of the rooms (rows of MARKED) that have more than their marks say."""
    found = [Behind(row.id, row.head, row.seq or 0, row.head if row.rev is None else row.rev) for row in rooms]
    return [room for room in found if room.seq < room.head or room.rev < room.head]


def place_of(tx: Tx, actor: Person, message: str) -> Place:
    """Return where a message of one of the actor's rooms stands; raise `NotFound`, or `Invalid` if that is no id."""
    room, _, seq = message.partition(":")
    if not all(part.isascii() and part.isdigit() and len(part) <= 16 for part in (room, seq)):
        raise Invalid("Expected the id of a message.", field="before")
    mine = (Member.room_id == Message.room_id) & (Member.account_id == actor.id)
    found = select(Message.created_at).join(Member, mine).where(Message.room_id == int(room), Message.seq == int(seq))
    at = tx.execute(found).scalar()
    if at is None:
        raise NotFound
    return at, int(room), int(seq)


def _accounts(tx: Tx, actor: Person, names: Iterable[str]) -> Iterable[int]:
    """Everybody who has, or had as a guest, one of the names."""
    for name in names:
        if name.lower() == "me":
            yield actor.id
        try:
            key = name_key(name)
        except Invalid:
            continue
        same = func.lower(Account.username) == name.lower()
        yield from tx.execute(select(Account.id).where(or_(Account.name_key == key, same))).scalars()
