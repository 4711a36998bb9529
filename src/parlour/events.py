"""What the domain announces: plain facts, published by the store after the COMMIT, in its order."""

from __future__ import annotations

from dataclasses import dataclass

from parlour.wire import (
    Draft,
    Due,
    Entry,
    Following,
    LeftUnread,
    Message,
    Person,
    PollChanged,
    ReactionChanged,
    RepliesChanged,
    RoomChanged,
)


@dataclass(frozen=True, slots=True)
class MessageStored:
    """A message, or a system message, has its place in the room."""

    room: int
    rev: int
    message: Message


@dataclass(frozen=True, slots=True)
class MessageChanged:
    """A message was edited or deleted; it keeps its place and stands in the sequence at `rev` now."""

    room: int
    rev: int
    message: Message


@dataclass(frozen=True, slots=True)
class Reacted:
    """A reaction came or went: `change` is all that is new, for whoever holds the rest; `message` is the whole."""

    room: int
    rev: int
    change: ReactionChanged
    message: Message


@dataclass(frozen=True, slots=True)
class Voted:
    """Somebody voted in a poll: `change` is all that is new, `message` is the whole."""

    room: int
    rev: int
    change: PollChanged
    message: Message


@dataclass(frozen=True, slots=True)
class Replied:
    """What a message says of its thread is another: `change` is all that is new, `message` is the whole."""

    room: int
    rev: int
    change: RepliesChanged
    message: Message


@dataclass(frozen=True, slots=True)
class ThreadFollowed:
    """What a thread is to one person: followed or not, and what is unread there."""

    account: int
    thread: Following


@dataclass(frozen=True, slots=True)
class MemberJoined:
    """Someone became a member; his rooms have changed."""

    room: int
    rev: int
    person: Person


@dataclass(frozen=True, slots=True)
class MemberLeft:
    """Someone is no longer a member and hears nothing past `rev`."""

    room: int
    rev: int
    person: Person


@dataclass(frozen=True, slots=True)
class RoomUpdated:
    """The room's name, code or openness changed."""

    room: RoomChanged


@dataclass(frozen=True, slots=True)
class AccountChanged:
    """What concerns one person changed: rooms, read positions, name, role."""

    account: int
    rev: int
    person: Person


@dataclass(frozen=True, slots=True)
class DueChanged:
    """Somebody has planned something, or it came due, or was done with; `due` is what wants his attention now."""

    account: int
    due: Due


@dataclass(frozen=True, slots=True)
class DraftChanged:
    """Somebody has begun to write something, gone on, or stopped; it is his own on all his devices."""

    account: int
    draft: Draft


@dataclass(frozen=True, slots=True)
class SessionsEnded:
    """These sessions (ids) are over: every connection of theirs closes."""

    account: int
    sessions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class EntryAdded:
    """Something is in a person's inbox."""

    account: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class UnreadAgain:
    """Someone wants a room to be unread from a place on."""

    account: int
    left: LeftUnread


@dataclass(frozen=True, slots=True)
class ReadingMoved:
    """Someone has read a room of few people up to a place; nobody of `unshown` is to learn of it."""

    room: int
    account: int
    seq: int
    unshown: frozenset[int]


Event = (
    MessageStored
    | MessageChanged
    | Reacted
    | Voted
    | Replied
    | ThreadFollowed
    | MemberJoined
    | MemberLeft
    | RoomUpdated
    | AccountChanged
    | DueChanged
    | DraftChanged
    | SessionsEnded
    | EntryAdded
    | UnreadAgain
    | ReadingMoved
)
