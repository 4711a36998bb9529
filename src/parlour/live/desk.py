"""What every socket handler gets: the seat of whoever asks, and the parts of the house it may use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parlour import wire
from parlour.live.hub import Hub
from parlour.live.recovery import Recovery
from parlour.rooms.reads import counted
from parlour.settings import Settings
from parlour.store import LoopStore
from parlour.throttle import Throttle
from parlour.wire import Person, Room


@dataclass(slots=True)
class Desk:
    """One per server, on the event loop."""

    settings: Settings
    store: LoopStore
    hub: Hub
    throttle: Throttle
    recovery: Recovery
    version: str

    @property
    def epoch(self) -> str:
        """Which history positions are of; another one after a restore."""
        return self.recovery.epoch

    @property
    def limits(self) -> dict[str, int]:
        """What a browser must know of the rules of the house."""
        return wire.LIMITS | {"keep_days": self.settings.keep_days}

    def with_online(self, rooms: Sequence[Room]) -> list[Room]:
        """Return the rooms with the number of people here filled in."""
        return [counted(room, self.hub.here.count(room.id)) for room in rooms]

    def people_here(self, room: int) -> list[Person]:
        """Return who is here, at most 200 of them."""
        return self.hub.here.people(room)
