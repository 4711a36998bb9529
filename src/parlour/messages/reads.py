"""What can be asked about messages: pages of history, and what changed since a position."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any

from sqlalchemy import Row, Select, select

from parlour import wire
from parlour.accounts.models import Account
from parlour.errors import NotFound
from parlour.messages.attached import polls_at, reactions_at, reactors_at, votes_of
from parlour.rooms.models import Message
from parlour.rooms.reads import room_for
from parlour.rooms.sequence import as_wire
from parlour.store import Tx
from parlour.wire import PAGE, PAGE_LIMIT, CaughtUp, Person, Reactors, Room

BEHIND_LIMIT = 1_000  # changes
SIZE_LIMIT = 131_072  # characters that go to one socket at once; a first message goes whatever its size
REACTION_SIZE, USER_SIZE = 30, 8  # characters of an emoji with what stands around it, of a number in its list


def messages_before(
    tx: Tx, actor: Person, room: int, before: int | None = None, limit: int = PAGE
) -> list[wire.Message]:
    """Return up to `limit` messages of one of the actor's rooms before a place (or the newest), oldest first."""
    room_for(tx, actor, room)
    return run_before(tx, room, before, min(limit, PAGE_LIMIT))


def message_at(tx: Tx, room: int, seq: int) -> wire.Message | None:
    """Return what stands at a place of a room, whoever asks."""
    found = run_at(tx, room, [seq])
    return found[0] if found else None


def run_at(tx: Tx, room: int, seqs: Collection[int]) -> list[wire.Message]:
    """Return what stands at some places of a room, oldest first, whoever asks."""
    run = _messages().where(Message.room_id == room, Message.seq.in_(seqs)).order_by(Message.seq)
    return _told(tx, room, tx.execute(run).all())


def run_before(tx: Tx, room: int, before: int | None, limit: int, thread: int | None = None) -> list[wire.Message]:
    """Return the last `limit` messages of a room, or of a thread, before a place (or the newest), oldest first."""
    run = _run(room, thread).order_by(Message.seq.desc()).limit(limit)
    if before is not None:
        run = run.where(Message.seq < before)
    return _told(tx, room, tx.execute(run).all())[::-1]


def run_from(tx: Tx, room: int, seq: int, limit: int, thread: int | None = None) -> list[wire.Message]:
    """Return the first `limit` messages of a room, or of a thread, from a place on, whoever asks."""
    run = _run(room, thread).where(Message.seq >= seq).order_by(Message.seq).limit(limit)
    return _told(tx, room, tx.execute(run).all())


def reactors_of(tx: Tx, actor: Person, room: int, seq: int) -> list[Reactors]:
    """Return who put what on a message of one of the actor's rooms."""
    room_for(tx, actor, room)
    if message_at(tx, room, seq) is None:
        raise NotFound
    return reactors_at(tx, room, seq)


def own_votes(tx: Tx, actor: Person, room: int, seq: int) -> list[int]:
    """Return what the actor chose in a poll of one of his rooms; nobody else is told where it is anonymous."""
    room_for(tx, actor, room)
    message = message_at(tx, room, seq)
    if message is None or message.poll is None:
        raise NotFound
    return votes_of(tx, actor.id, room, seq)


def pinned_in(tx: Tx, room: int) -> list[wire.Message]:
    """Return the pinned messages of a room, the newest pin first, whoever asks."""
    pinned = _messages().where(Message.room_id == room, Message.pinned_at.is_not(None))
    return _told(tx, room, tx.execute(pinned.order_by(Message.pinned_at.desc(), Message.seq.desc())).all())


def changes_since(tx: Tx, actor: Person, room: int, rev: int, *, rewound: bool = False) -> CaughtUp:
    """Return what changed in one of the actor's rooms after `rev`; `rewound`: that was in another epoch."""
    head = room_for(tx, actor, room).rev
    if not goes_on(head, rev, rewound=rewound):
        return _newest(tx, room, head, SIZE_LIMIT, reset=rewound or rev > head)
    found = changes_after(tx, room, rev)
    return CaughtUp(room=room, head=head, messages=found, more=bool(found) and found[-1].rev < head)


def goes_on(head: int, rev: int, *, rewound: bool) -> bool:
    """Tell whether what came after `rev` can be told change by change."""
    return not rewound and head - BEHIND_LIMIT <= rev <= head


def gaps_in(tx: Tx, rooms: Iterable[Room], held: Mapping[int, int], *, rewound: bool) -> list[CaughtUp]:
    """Return where someone in `rooms` who holds them up to `held` cannot go on; all together within the size limit."""
    gaps: list[CaughtUp] = []
    left = SIZE_LIMIT
    for room in rooms:
        rev = held.get(room.id)
        if rev is None or goes_on(room.rev, rev, rewound=rewound):
            continue
        gap = _newest(tx, room.id, room.rev, left, reset=rewound or rev > room.rev)
        left -= sum(map(_size, gap.messages))
        gaps.append(gap)
    return gaps


def changes_after(tx: Tx, room: int, rev: int) -> list[wire.Message]:
    """Return the next page of changes after `rev`, each in its present state, whoever asks."""
    rows = tx.execute(
        _messages().where(Message.room_id == room, Message.rev > rev).order_by(Message.rev).limit(200)
    ).all()
    found = _told(tx, room, rows)
    return found[: max(1, _fitting(found, SIZE_LIMIT))]


def _newest(tx: Tx, room: int, head: int, limit: int, *, reset: bool) -> CaughtUp:
    """The newest page, as far as it fits; where nothing does, it is paged to like the rest."""
    page = run_before(tx, room, None, PAGE) if limit > 0 else []
    page = page[len(page) - _fitting(page[::-1], limit) :]
    before = page[0].seq if page else head + 1
    return CaughtUp(
        room=room, head=head, messages=page, limited=True, reset=reset, before=before if before > 1 else None
    )


def _fitting(messages: list[wire.Message], limit: int) -> int:
    """How many of them, from the first, keep to the limit."""
    return sum(size <= limit for size in accumulate(map(_size, messages)))


def _size(message: wire.Message) -> int:
    reactions = sum(REACTION_SIZE + USER_SIZE * len(one.users) for one in message.reactions)
    options = message.poll.options if message.poll else ()
    votes = sum(len(one.text) + USER_SIZE * len(one.users) for one in options)
    return len(message.message) + len(message.html) + reactions + votes


def _messages() -> Select[*tuple[Any, ...]]:
    return select(Message.__table__, Account.username).join(Account, Account.id == Message.author_id)


def _run(room: int, thread: int | None) -> Select[*tuple[Any, ...]]:
    run = _messages().where(Message.room_id == room)
    return run if thread is None else run.where(Message.thread == thread)


def _told(tx: Tx, room: int, rows: Sequence[Row[Any]]) -> list[wire.Message]:
    """Return messages of a room as they travel; where any has reactions, or asks, one statement reads those of all."""
    reacted = reactions_at(tx, room, [row.seq for row in rows if row.reactions])
    polls = polls_at(tx, room, rows)
    return [as_wire(row, row.username, reacted.get(row.seq, ()), polls.get(row.seq)) for row in rows]
