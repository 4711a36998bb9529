"""What a program has not read yet, and how far it has read: bounded, since what does not fit can be asked for again."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field

from parlour.client.sequence import Change, Closed, Opened, Reset
from parlour.wire import Message, SmallChange

LIMIT = 1_000


@dataclass
class Position:
    """How far a program has read each room: to be kept by one that wants to go on there after its own restart."""

    epoch: str | None = None
    rooms: dict[int, int] = field(default_factory=dict)


class Stream:
    """`take` returns one change after another; the position moves when the next one is taken."""

    def __init__(self, position: Position) -> None:
        self.position = position
        self._unread: deque[Change] = deque()
        self._arrived = asyncio.Event()
        self._end: BaseException | None = None

    @property
    def full(self) -> bool:
        return len(self._unread) >= LIMIT

    @property
    def drained(self) -> bool:
        """Half empty: there is room for what was passed over."""
        return len(self._unread) == LIMIT // 2

    def put(self, change: Change) -> None:
        self._unread.append(change)
        self._arrived.set()

    def end(self, reason: BaseException) -> None:
        """Raise `reason` to whoever reads on past what is there."""
        self._end = self._end or reason
        self._arrived.set()

    async def take(self) -> Change:
        while not self._unread:
            if self._end is not None:
                raise self._end
            self._arrived.clear()
            await self._arrived.wait()
        return self._unread.popleft()

    def taken(self, change: Change) -> None:
        """The program is done with a change."""
        rooms = self.position.rooms
        match change:
            case Message() | SmallChange() | Opened():
                rooms[change.room] = max(change.rev, rooms.get(change.room, 0))
            case Closed():
                rooms.pop(change.room, None)
            case Reset():
                self.position.epoch = change.epoch
                rooms.clear()
