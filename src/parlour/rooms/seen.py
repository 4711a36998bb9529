"""Who has read what, in rooms of few people: from the read positions, so that no message costs anything for it.

Who hides how far he has read is not shown it of others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import bindparam, select, update

from parlour.accounts.changes import note_change
from parlour.accounts.models import Account
from parlour.events import ReadingMoved
from parlour.rooms.models import Member
from parlour.rooms.reads import room_for
from parlour.store import Tx
from parlour.wire import SEEN_LIMIT, Person

PEOPLE = (
    select(Member.account_id, Member.read_seq, Account.hides_reading)
    .join(Account, Account.id == Member.account_id)
    .where(Member.room_id == bindparam("room"))
    .limit(SEEN_LIMIT + 1)
)


def positions_in(tx: Tx, actor: Person, room: int) -> dict[int, int]:
    """Return how far the people of one of the actor's rooms have read, by account; nothing where that is not shown."""
    room_for(tx, actor, room)
    rows = tx.execute(PEOPLE, {"room": room}).all()
    if len(rows) > SEEN_LIMIT or any(row.hides_reading for row in rows if row.account_id == actor.id):
        return {}
    return {row.account_id: row.read_seq for row in rows if not row.hides_reading}


def tell_read(tx: Tx, moved: Mapping[tuple[int, int], int]) -> None:
    """Announce how far people have read now, by room and account, to those who may see it."""
    rooms: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for (room, account), seq in moved.items():
        rooms[room][account] = seq
    for room, readers in rooms.items():
        rows = tx.execute(PEOPLE, {"room": room}).all()
        unshown = frozenset(row.account_id for row in rows if row.hides_reading)
        for account, seq in readers.items() if len(rows) <= SEEN_LIMIT else ():
            if account not in unshown:
                tx.announce(ReadingMoved(room, account, seq, unshown))


def hide_reading(tx: Tx, actor: Person, *, hidden: bool) -> None:
    """Show the others no longer how far the actor has read, nor him how far they have; or do it again."""
    his = (Account.id == actor.id) & (Account.hides_reading != hidden)
    if tx.execute(update(Account).where(his).values(hides_reading=hidden)).rowcount:
        note_change(tx, actor)
