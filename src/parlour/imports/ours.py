"""An export of ours: one room, or a whole chat. `room.json` is read line by line, as docs/export.md lays it out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NoReturn, get_args

import msgspec

from parlour import clock, wire
from parlour.copies.progress import Progress, Refused
from parlour.exports.rooms import FORMAT, VERSION
from parlour.imports.report import Report
from parlour.imports.things import NewMessage, NewPerson, NewRoom
from parlour.imports.zips import Zip
from parlour.wire import Id, Kind, Person, Pinned, Reaction

MESSAGES, PEOPLE, END = b',"messages":[', b'],"people":[', b"]}"
OF_THE_PLACE = ("retention", "cleared")  # said of a room there, and not true of it here
ORIGIN = re.compile(r"[A-Za-z0-9_-]{1,40}")
KINDS = frozenset(get_args(Kind)) - frozenset(OF_THE_PLACE)


class Head(msgspec.Struct):
    """The first line."""

    format: str
    version: int
    origin: str
    room: wire.Room


class Said(msgspec.Struct):
    """A message, as far as it is read here; later exports may have more."""

    seq: Id
    user_id: Id
    username: str
    message: str
    timestamp: str
    kind: str
    edited_at: str | None = None
    reactions: tuple[Reaction, ...] = ()
    pinned: Pinned | None = None
    reply_to: Id | None = None
    poll: msgspec.Raw | None = None


class Member(msgspec.Struct):
    """Somebody who is named in the room."""

    id: Id
    username: str


class Ours:
    """See `things.Exported`."""

    def __init__(self, file: Zip, progress: Progress) -> None:
        self._zip = file
        self._names = sorted(name for name in file.names if name == "room.json" or name.endswith("/room.json"))
        self.source, self.count = "", 0
        self.rooms: list[NewRoom] = []
        self._files: dict[str, str] = {}
        people: dict[str, NewPerson] = {}
        with progress("Looking through it", len(self._names)) as tick:
            for name in self._names:
                people |= self._look_through(name)
                tick(1)
        self.people = list(people.values())

    def messages(self, room: NewRoom, people: Mapping[str, Person], report: Report) -> Iterator[NewMessage]:
        """Yield what was said in a room, oldest first."""
        for said in _lines(self._zip, self._files[room.id], Said):
            if not isinstance(said, Said):
                continue
            if said.kind not in KINDS:
                report.leave("lines that concern the room where it was")
                continue
            if said.poll:
                report.leave("polls: what they ask is there, what could be chosen is not")
            yield self._message(room, said)

    def _message(self, room: NewRoom, said: Said) -> NewMessage:
        return NewMessage(
            key=self._key(room, said.seq),
            author=str(said.user_id),
            kind=said.kind,  # type: ignore[arg-type]
            text=said.message,
            at=clock.moment(said.timestamp),
            edited_at=clock.moment(said.edited_at) if said.edited_at else None,
            reply_to=self._key(room, said.reply_to) if said.reply_to else None,
            reactions=[(one.emoji, [str(user) for user in one.users]) for one in said.reactions],
            pinned=(str(said.pinned.user_id), clock.moment(said.pinned.at)) if said.pinned else None,
        )

    def _key(self, room: NewRoom, seq: int) -> str:
        return f"{self.source[-16:]}-{room.id}-{seq}"

    def _look_through(self, name: str) -> dict[str, NewPerson]:
        """Read all of a room once, before anything of it is believed; return who is named in it."""
        people: dict[str, NewPerson] = {}
        head, members, begun = None, [], 0
        for line in _lines(self._zip, name, Said):
            if isinstance(line, Head):
                head = line
            elif isinstance(line, Said):
                self._check(name, line)
                begun = begun or clock.moment(line.timestamp)
                self.count += 1
                people[str(line.user_id)] = NewPerson(str(line.user_id), line.username)
            else:
                members.append(str(line.id))
                people[str(line.id)] = NewPerson(str(line.id), line.username)
        assert head is not None  # noqa: S101  (`_lines` has seen to it)
        self._add(name, head, tuple(members), begun)
        return people

    def _check(self, name: str, said: Said) -> None:
        try:
            for at in (said.timestamp, said.edited_at, said.pinned.at if said.pinned else None):
                if at is not None:
                    clock.moment(at)
        except ValueError:
            _refuse(name, f"{said.timestamp!r} is no time")

    def _add(self, name: str, head: Head, members: tuple[str, ...], begun: int) -> None:
        source = f"parlour:{head.origin}"
        if self.source not in ("", source):
            _refuse(name, "it is of another chat than the rest")
        self.source = source
        room, direct = head.room, head.room.kind == "direct"
        owner = str(room.owner_id) if room.owner_id else None
        inside = tuple(str(person.id) for person in room.people) if direct else members
        self.rooms.append(NewRoom(f"room-{room.id}", room.name, room.open, direct, begun, owner, inside))
        self._files[f"room-{room.id}"] = name


def _lines(file: Zip, name: str, kind: type[Said]) -> Iterator[Head | Said | Member]:
    """Yield the head, the messages and the people of a room.json; raise `Refused`."""
    lines = (line.rstrip(b"\r\n") for line in file.lines(name))
    first = next(lines, b"")
    if not first.endswith(MESSAGES):
        _refuse(name, "it does not begin as it should")
    try:
        head = msgspec.json.decode(first.removesuffix(MESSAGES) + b"}", type=Head)
        _check_head(name, head)
        yield head
        yield from _until(lines, PEOPLE, msgspec.json.Decoder(kind))
        yield from _until(lines, END, msgspec.json.Decoder(Member))
    except (msgspec.DecodeError, EOFError) as error:
        _refuse(name, str(error))


def _until(
    lines: Iterator[bytes], end: bytes, decoder: msgspec.json.Decoder[Said] | msgspec.json.Decoder[Member]
) -> Iterator[Said | Member]:
    for line in lines:
        if line == end:
            return
        yield decoder.decode(line.removesuffix(b","))
    raise EOFError("it ends too early")


def _check_head(name: str, head: Head) -> None:
    if head.format != FORMAT:
        _refuse(name, f"it is of the format {head.format[:40]!r}")
    if not ORIGIN.fullmatch(head.origin):
        _refuse(name, "it does not say of which chat it is")
    if head.version > VERSION:
        raise Refused(f"{name} was written by a later Parlour (version {head.version}; this one reads {VERSION})")


def _refuse(name: str, why: str) -> NoReturn:
    raise Refused(f"{name} is no room that Parlour exported, or was changed since: {why}")
