"""What can be asked about messages: pages of history, and what changed since a position."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Select, select

from parlour import wire
from parlour.accounts.models import Account
from parlour.rooms.models import Message
from parlour.rooms.reads import room_for
from parlour.rooms.sequence import as_wire
from parlour.store import Tx
from parlour.wire import PAGE, PAGE_LIMIT, Person

BEHIND_LIMIT = 1_000


class Changes(NamedTuple):
    """Changes by rev up to `head`; `more` when the page is full, `limited` when it is the newest page instead."""

    head: int
    messages: list[wire.Message]
    more: bool
    limited: bool


def messages_before(
    tx: Tx, actor: Person, room: int, before: int | None = None, limit: int = PAGE
) -> list[wire.Message]:
    """Return up to `limit` messages of one of the actor's rooms before a place (or the newest), oldest first."""
    room_for(tx, actor, room)
    return _page_before(tx, room, before, min(limit, PAGE_LIMIT))


def changes_since(tx: Tx, actor: Person, room: int, rev: int) -> Changes:
    """Return what changed in one of the actor's rooms after `rev`; a position past the head counts as lost."""
    head = room_for(tx, actor, room).rev
    if rev > head or head - rev > BEHIND_LIMIT:
        return Changes(head, _page_before(tx, room, None, PAGE), more=False, limited=True)
    found = changes_after(tx, room, rev)
    return Changes(head, found, more=bool(found) and found[-1].rev < head, limited=False)


def changes_after(tx: Tx, room: int, rev: int) -> list[wire.Message]:
    """Return the next page of changes after `rev`, each in its present state, whoever asks."""
    rows = tx.execute(_messages().where(Message.room_id == room, Message.rev > rev).order_by(Message.rev).limit(200))
    return [as_wire(row, row.username) for row in rows]


def _page_before(tx: Tx, room: int, before: int | None, limit: int) -> list[wire.Message]:
    page = _messages().where(Message.room_id == room).order_by(Message.seq.desc()).limit(limit)
    if before is not None:
        page = page.where(Message.seq < before)
    return [as_wire(row, row.username) for row in tx.execute(page)][::-1]


def _messages() -> Select[*tuple[Any, ...]]:
    return select(Message.__table__, Account.username).join(Account, Account.id == Message.author_id)
