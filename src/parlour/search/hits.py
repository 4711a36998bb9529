"""What is told of the messages that were found: as they are at this moment, whatever the index believes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, and_, or_, select

from parlour.accounts.models import Account
from parlour.clock import rfc3339
from parlour.rooms.models import Message
from parlour.search.excerpts import excerpt
from parlour.search.folding import folded
from parlour.search.lines import Line, says
from parlour.store import Tx
from parlour.wire import Hit

if TYPE_CHECKING:
    from parlour.search.query import Query

SAID = select(Message.__table__, Account.username).join(Account, Account.id == Message.author_id)


def hits_of(tx: Tx, query: Query, lines: Sequence[Line]) -> list[Hit]:
    """Return the messages with what they say around the words, in the order of the lines."""
    places: dict[int, list[int]] = {}
    for line in lines:
        places.setdefault(line.room, []).append(line.seq)
    here = [and_(Message.room_id == room, Message.seq.in_(seqs)) for room, seqs in places.items()]
    rows = tx.execute(SAID.where(or_(*here), Message.kind == "message")) if here else ()
    found = {(row.room_id, row.seq): row for row in rows if says(folded(row.body), query)}
    return [_hit(found[line.room, line.seq], query) for line in lines if (line.room, line.seq) in found]


def _hit(row: Row[Any], query: Query) -> Hit:
    return Hit(
        id=f"{row.room_id}:{row.seq}",
        room=row.room_id,
        seq=row.seq,
        user_id=row.author_id,
        username=row.username,
        timestamp=rfc3339(row.created_at),
        excerpt=excerpt(row.body, query.words),
    )
