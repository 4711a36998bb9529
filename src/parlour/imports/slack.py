"""An export of Slack: lists of users and channels, and a folder of days for each channel."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TypeVar

import msgspec

from parlour.clock import SECOND
from parlour.copies.progress import Progress, Refused
from parlour.imports.mrkdwn import markdown
from parlour.imports.report import Report
from parlour.imports.slack_messages import Said, messages_of
from parlour.imports.things import NewMessage, NewPerson, NewRoom
from parlour.imports.zips import Zip
from parlour.wire import Person

T = TypeVar("T")

DAY = re.compile(r"(.+)/(\d{4}-\d{2}-\d{2})\.json")
ID = re.compile(r"[A-Za-z0-9_-]{1,32}")
LATEST = 253_402_300_799  # seconds: the last moment that can be written
# Lists of rooms: the file, whether anybody may come in, whether they are conversations of certain people.
LISTS = (
    ("channels.json", True, False),
    ("groups.json", False, False),
    ("mpims.json", False, True),
    ("dms.json", False, True),
)


class Profile(msgspec.Struct):
    real_name: str | None = None
    display_name: str | None = None


class User(msgspec.Struct):
    id: str
    name: str = ""
    real_name: str | None = None
    team_id: str | None = None
    profile: Profile = msgspec.field(default_factory=Profile)

    @property
    def shown(self) -> str:
        """What people see."""
        return self.profile.display_name or self.profile.real_name or self.real_name or self.name or self.id


class Note(msgspec.Struct):
    """A topic, or what a channel is for."""

    value: str = ""


class Channel(msgspec.Struct):
    id: str
    name: str | None = None
    created: float = 0
    creator: str | None = None
    is_archived: bool = False
    members: list[str] = msgspec.field(default_factory=list)
    topic: Note = msgspec.field(default_factory=Note)
    purpose: Note = msgspec.field(default_factory=Note)


class Slack:
    """See `things.Exported`."""

    def __init__(self, file: Zip, progress: Progress) -> None:
        self._zip = file
        users = self._list("users.json", User)
        _check_ids("users.json", *(user.id for user in users))
        teams = Counter(user.team_id for user in users if ID.fullmatch(user.team_id or ""))
        self.source = f"slack:{teams.most_common(1)[0][0] if teams else 'unknown'}"
        self._channels: dict[str, Channel] = {}
        self.rooms = list(self._rooms())
        self._folders = _folders(file)
        self.count = 0
        people = {user.id: NewPerson(user.id, user.shown) for user in users}
        days = [day for room in self.rooms for day in self._days(room)]
        with progress("Looking through it", len(days)) as tick:
            for name in days:
                for said in self._list(name, Said):
                    said.check(name)
                    self.count += 1
                    people |= {one.id: one for one in said.strangers() if _is_better(one, people.get(one.id))}
                tick(1)
        for room in self.rooms:
            people |= {one: NewPerson(one, one) for one in room.members if one not in people}
        self.people = list(people.values())

    def messages(self, room: NewRoom, people: Mapping[str, Person], report: Report) -> Iterator[NewMessage]:
        """Yield what was said in a room, oldest first."""
        channel = self._channels[room.id]
        self._note(room, channel, report)
        creator = channel.creator or ""
        if not room.is_direct and creator in people:
            by = people[creator]
            key = f"slack-{room.id}-created"
            yield NewMessage(key, creator, "created", f"{by.username} made this room", room.created_at)
        text = partial(markdown, person=self._person(people), room=self._room)
        for name in self._days(room):
            for said in sorted(self._list(name, Said), key=lambda one: one.at):
                yield from messages_of(said, room.id, people, (text, report))

    def _rooms(self) -> Iterator[NewRoom]:
        for name, is_open, is_direct in LISTS:
            for one in self._list(name, Channel) if name in self._zip.names else ():
                _check_ids(name, one.id, *one.members)
                if one.id not in self._channels:
                    self._channels[one.id] = one
                    title, made = one.name or "Conversation", int(min(max(one.created, 0), LATEST)) * SECOND
                    yield NewRoom(one.id, title, is_open, is_direct, made, one.creator, tuple(one.members))

    def _days(self, room: NewRoom) -> list[str]:
        """The files of a room, in the order of days: its folder has its name, or its id where it has none."""
        folders = {self._channels[room.id].name or room.id, room.id}
        found = [name for folder in folders for name in self._folders.get(folder, ())]
        return sorted(found, key=lambda name: name.rpartition("/")[2])

    def _note(self, room: NewRoom, channel: Channel, report: Report) -> None:
        if channel.is_archived:
            report.note("Rooms that were archived, and are not any more", room.name)
        for title, note in (("Topics", channel.topic), ("Purposes", channel.purpose)):
            if note.value:
                report.note(f"{title} of rooms, which are not kept here yet", f"{room.name}: {note.value[:200]}")

    def _person(self, people: Mapping[str, Person]) -> Callable[[str], str]:
        return lambda one: people[one].username if one in people else one

    def _room(self, one: str) -> str:
        found = self._channels.get(one)
        return (found and found.name) or one

    def _list(self, name: str, kind: type[T]) -> list[T]:
        try:
            return msgspec.json.decode(self._zip.read(name), type=list[kind])  # type: ignore[valid-type]
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Refused(f"{name} is not as Slack writes it: {error}") from None


def _is_better(name: NewPerson, known: NewPerson | None) -> bool:
    """Who is only named by his id may be called something elsewhere."""
    return known is None or known.name == known.id


def _folders(file: Zip) -> dict[str, list[str]]:
    """Return the files of days by their folder."""
    found: dict[str, list[str]] = {}
    for name in file.names:
        if day := DAY.fullmatch(name):
            found.setdefault(day[1], []).append(name)
    return found


def _check_ids(name: str, *ids: str) -> None:
    for one in ids:
        if not ID.fullmatch(one):
            raise Refused(f"{name} is not as Slack writes it: {one[:40]!r} is no id")
