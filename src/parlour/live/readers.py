"""Who has read what, as it is told: at most once a second for a room, all that happened meanwhile together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from parlour.events import ReadingMoved
from parlour.wire import ReadMoved

PAUSE = 1.0  # seconds between two tellings of a room

Tell = Callable[[int, frozenset[int], ReadMoved], None]


class Readers:
    """Lives on the event loop; `tell(room, unshown, moved)` reaches those of the room who may see it."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._moved: dict[int, dict[int, int]] = {}  # what is still to be told, by room; there while it pauses
        self._unshown: dict[int, frozenset[int]] = {}
        self._timers: dict[int, asyncio.TimerHandle] = {}

    def move(self, fact: ReadingMoved) -> None:
        """Somebody has moved; what is told with a delay is told as it is then."""
        self._unshown[fact.room] = fact.unshown
        self._moved.setdefault(fact.room, {})[fact.account] = fact.seq
        if fact.room not in self._timers:
            self._timers[fact.room] = asyncio.get_running_loop().call_later(PAUSE, self._flush, fact.room)

    def close(self) -> None:
        """Forget what was still to be told."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    def _flush(self, room: int) -> None:
        del self._timers[room]
        self._tell(room, self._unshown.pop(room), ReadMoved(room, self._moved.pop(room)))
