"""One room as a client holds it: each change once, in order, or a hole that is named. Knows of no network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from parlour import wire
from parlour.wire import CaughtUp, Message, SmallChange

HELD = 64


@dataclass(frozen=True, slots=True)
class Opened:
    """From `rev` on every change of the room will be told."""

    room: int
    rev: int


@dataclass(frozen=True, slots=True)
class Hole:
    """Too much was missed: what follows is the newest page; the rest is history before the place `before`, if any."""

    room: int
    before: int | None


@dataclass(frozen=True, slots=True)
class Closed:
    """You are not in the room any more."""

    room: int


@dataclass(frozen=True, slots=True)
class Reset:
    """The server was restored from a backup: what you hold of its rooms may never have been."""

    epoch: str


Change = Message | SmallChange | Opened | Hole | Closed | Reset
Told = wire.Change | SmallChange


class Sequence:
    """`rev` is the last change told, `head` the newest heard of; between them something is missing."""

    def __init__(self, room: int, rev: int) -> None:
        self.room = room
        self.rev = self.head = rev
        self._held: dict[int, Told] = {}
        self._unsure = 0  # up to this change some stand further on in the table, and may not have been told yet

    @property
    def level(self) -> bool:
        return self.rev == self.head

    def hear(self, message: Told) -> list[Change]:
        """Take a change that came live; return what can be told now."""
        self.head = max(self.head, message.rev)
        if _since(message) > self.rev:
            if len(self._held) < HELD:  # any more will come again: what is missing is asked for by position
                self._held[message.rev] = message
            return []
        return [*self._apply(message), *self._released()]

    def pass_over(self, rev: int) -> None:
        """There is no room to tell a change: it will be asked for later."""
        self.head = max(self.head, rev)

    def fill(self, page: CaughtUp) -> list[Change]:
        """Take the answer to `catch_up`, or a gap; return what can be told now."""
        told: list[Change] = []
        if page.limited:
            told += [Hole(self.room, page.before), *page.messages]
            self._unsure = 0
            if page.head < self.rev:  # the server's past has changed
                self.head = page.head
            self.rev = page.head
        else:
            # A page has the changes in their present state: one that was changed again is missing at its old place.
            told += [change for message in page.messages for change in self._apply(message)]
            if not page.more and page.head >= self.rev:
                self.rev, self._unsure = page.head, 0
        told += self._released()
        self.head = max(self.head, self.rev, page.head)
        return told

    def _apply(self, message: Message | SmallChange) -> Iterator[Message | SmallChange]:
        if message.rev <= self.rev:
            return
        if isinstance(message, SmallChange) and message.was <= self._unsure:
            return  # what it changes may not have been told: it is asked for, and comes whole
        if message.rev > self.rev + 1:
            self._unsure = message.rev - 1
        self.rev = message.rev
        yield message

    def _released(self) -> Iterator[Message | SmallChange]:
        for rev in sorted(self._held):
            if _since(self._held[rev]) > self.rev:
                break
            yield from self._apply(self._held.pop(rev))


def _since(message: Told) -> int:
    """The change of the room that stood before this one."""
    since = None if isinstance(message, SmallChange) else message.since
    return message.rev - 1 if since is None else since
