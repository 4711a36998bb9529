"""Where an export is read from: page by page, so that neither a reader nor a database is held up by a slow download."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeVar

from sqlalchemy import select

from parlour import wire
from parlour.errors import NotFound
from parlour.messages.reads import run_at, run_from
from parlour.rooms.reads import members_of, room_at, room_for
from parlour.store import Tx
from parlour.store.schema import Fact
from parlour.wire import PAGE_LIMIT, Person

T = TypeVar("T")


class Read(Protocol):
    """Runs a question in a snapshot: `Store.read`, or one transaction for all of them."""

    def __call__(self, ask: Callable[[Tx], T]) -> T: ...


@dataclass(frozen=True)
class Source:
    """One room as its member `actor` may read it, looked up anew with each page; without one, as its server has it.

    `origin` says which chat it is of, `head` is the room's change up to which all is told. What was changed after it
    while the export is made is told as it is then, and says so by its `rev`.
    """

    read: Read
    room: wire.Room
    head: int
    origin: str
    actor: Person | None = None

    @classmethod
    def of(cls, read: Read, room: int, actor: Person | None = None) -> Source:
        """Begin to read a room; raise `NotFound`."""

        def ask(tx: Tx) -> Source:
            _check(tx, room, actor)
            found = room_at(tx, room)
            if found is None:
                raise NotFound
            origin = tx.execute(select(Fact.value).where(Fact.name == "epoch")).scalar_one()
            return cls(read, found, found.rev, origin, actor)

        return read(ask)

    def pages(self) -> Iterator[list[wire.Message]]:
        """Yield the messages of the room, oldest first, some at a time."""
        after = 0
        while after < self.head:
            page = self.read(lambda tx, after=after: self._page(tx, after + 1))  # type: ignore[misc]
            if page:
                yield page
            after = page[-1].seq if page else self.head

    def originals(self, seqs: list[int]) -> list[wire.Message]:
        """Return what stands at some places, for the quotes above replies."""
        return self.read(lambda tx: run_at(tx, self.room.id, seqs))

    def members(self) -> list[Person]:
        """Return who is in the room."""
        return self.read(lambda tx: members_of(tx, self.room.id))

    def _page(self, tx: Tx, seq: int) -> list[wire.Message]:
        _check(tx, self.room.id, self.actor)
        found = run_from(tx, self.room.id, seq, PAGE_LIMIT)
        return [message for message in found if message.seq <= self.head]


def _check(tx: Tx, room: int, actor: Person | None) -> None:
    """Whoever is put out of a room while he exports it gets no further."""
    if actor is not None:
        room_for(tx, actor, room)
