"""What an import is made of, whoever exported it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from parlour.imports.report import Report
from parlour.wire import Kind, Person


class NewPerson(NamedTuple):
    """Somebody, by the id he had there; `name` is what he would be called here."""

    id: str
    name: str


class NewRoom(NamedTuple):
    """A room; `owner` and `members` are ids of people, `created_at` is in ms. A direct one has its members for ever."""

    id: str
    name: str
    is_open: bool
    is_direct: bool
    created_at: int
    owner: str | None
    members: tuple[str, ...]


class NewMessage(NamedTuple):
    """A message; `key` is made of its id there, `reply_to` is another's key; `reactions`: emoji with ids of people."""

    key: str
    author: str
    kind: Kind
    text: str
    at: int
    edited_at: int | None = None
    reply_to: str | None = None
    reactions: Sequence[tuple[str, Sequence[str]]] = ()
    pinned: tuple[str, int] | None = None


class Exported(Protocol):
    """An export that was looked through and found whole; `source` names the server that it is from."""

    @property
    def source(self) -> str: ...

    @property
    def people(self) -> Sequence[NewPerson]: ...

    @property
    def rooms(self) -> Sequence[NewRoom]: ...

    @property
    def count(self) -> int: ...

    def messages(self, room: NewRoom, people: Mapping[str, Person], report: Report) -> Iterator[NewMessage]:
        """Yield what was said in a room, oldest first; `people` are those that the ids are of here."""
