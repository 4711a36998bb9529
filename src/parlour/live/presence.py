"""Who is here, room by room. Cheap and lossy on purpose: told at most once a second, never to a lagging connection.

When hundreds come back at once, each connection is written to once a second for each of its rooms, not once for each
of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from parlour.wire import Person, Presence, UserList

NAMED = 200  # people told by name; where more are here, only how many
PAUSE = 1.0  # seconds between two user lists of a room

Tell = Callable[[int, str, Presence | UserList], None]


class Here:
    """The people here in each room; `tell(room, event, payload)` reaches the room's level connections."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._rooms: dict[int, dict[int, Person]] = {}
        self._of: dict[int, set[int]] = {}
        self._pausing: dict[int, asyncio.TimerHandle] = {}
        self._changed: set[int] = set()
        self._steps: dict[int, list[tuple[str, Presence]]] = {}  # who came and went, still to be told

    def people(self, room: int) -> list[Person]:
        """Return who is here, at most `NAMED` of them. Safe from any thread."""
        return list(self._rooms.get(room, {}).copy().values())[:NAMED]

    def ids(self, room: int) -> list[int]:
        """Return the accounts of everyone who is here. Safe from any thread."""
        return list(self._rooms.get(room, {}).copy())

    def count(self, room: int) -> int:
        """Return how many people are here. Safe from any thread."""
        return len(self._rooms.get(room, ()))

    def enter(self, room: int, person: Person) -> None:
        """The person is here, if he was not, by this name."""
        people = self._rooms.setdefault(room, {})
        if people.get(person.id) == person:
            return
        fresh = person.id not in people
        people[person.id] = person
        self._of.setdefault(person.id, set()).add(room)
        if fresh:
            self._step("user_joined", room, person)
        self._list_changed(room)

    def leave(self, room: int, person: Person) -> None:
        """The person is here no more."""
        people = self._rooms.get(room, {})
        if people.pop(person.id, None) is None:
            return
        self._of[person.id].discard(room)
        if not people:
            del self._rooms[room]
        self._step("user_left", room, person)
        self._list_changed(room)

    def leave_all(self, person: Person) -> None:
        """The person is gone from every room."""
        for room in list(self._of.get(person.id, ())):
            self.leave(room, person)
        self._of.pop(person.id, None)

    def rename(self, person: Person) -> None:
        """Show the person by what he is called now."""
        for room in list(self._of.get(person.id, ())):
            self.enter(room, person)

    def close(self) -> None:
        """Forget what was still to be told."""
        for timer in self._pausing.values():
            timer.cancel()
        self._pausing.clear()
        self._steps.clear()

    def _step(self, event: str, room: int, person: Person) -> None:
        steps = self._steps.setdefault(room, [])
        if self.count(room) <= NAMED and len(steps) < 2 * NAMED:
            steps.append((event, Presence(room, person.id, person.username, person.role)))

    def _list_changed(self, room: int) -> None:
        if room in self._pausing:
            self._changed.add(room)
            return
        for event, step in self._steps.pop(room, ()):
            self._tell(room, event, step)
        count = self.count(room)
        self._tell(room, "update_user_list", UserList(room, self.people(room) if count <= NAMED else [], count))
        self._pausing[room] = asyncio.get_running_loop().call_later(PAUSE, self._paused, room)

    def _paused(self, room: int) -> None:
        del self._pausing[room]
        if room in self._changed:
            self._changed.discard(room)
            self._list_changed(room)
