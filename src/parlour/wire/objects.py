"""What is told of again and again: people, rooms, messages."""

from __future__ import annotations

from msgspec import Struct

from parlour.wire.limits import EntryKind, Everybody, Kind, Role, RoomKind


class Person(Struct, frozen=True):
    """Someone, as others see them."""

    id: int
    username: str
    role: Role


class Card(Struct, frozen=True, omit_defaults=True):
    """What somebody tells of himself; a status that is over is left out, `status_until` is RFC 3339 UTC.

    `hides_reading`: he shows nobody how far he has read.
    """

    id: int
    username: str
    role: Role
    pronouns: str = ""
    about: str = ""
    timezone: str = ""
    status_text: str = ""
    status_emoji: str = ""
    status_until: str | None = None
    hides_reading: bool = False


class Room(Struct, frozen=True, omit_defaults=True):
    """A room as one person sees it; `code` only for members, `unread` counts messages after `read_seq`.
    `mentions` counts those of them that call this person; left out where none does.

    A direct conversation has `people`, everybody in it, and is called after the others; it has neither code nor owner.
    `keep_days`: after so many days messages are deleted here; left out where the room says nothing about it.
    """

    id: int
    name: str
    code: str | None
    open: bool
    member: bool
    rev: int
    read_seq: int
    unread: int
    members: int
    online: int
    owner_id: int | None
    kind: RoomKind = "room"
    people: list[Person] = []
    keep_days: int = 0
    mentions: int = 0


class Reaction(Struct, frozen=True):
    """One emoji on a message, and the ids of those who put it there, in the order in which they did."""

    emoji: str
    users: tuple[int, ...]


class Reactors(Struct, frozen=True):
    """One emoji on a message, and who put it there; also people who have left since."""

    emoji: str
    users: list[Person]


class Pinned(Struct, frozen=True):
    """Who put a message up for all to find, and when (RFC 3339 UTC)."""

    user_id: int
    at: str


class PollOption(Struct, frozen=True, omit_defaults=True):
    """What one can choose, and by how many it was chosen; by whom (ids, in their order), unless that is anonymous."""

    text: str
    votes: int = 0
    users: tuple[int, ...] = ()


class Poll(Struct, frozen=True, omit_defaults=True):
    """A question that a message asks; `voters` counts people. It is over when `closed`, or when `closes_at` is past."""

    options: tuple[PollOption, ...]
    voters: int = 0
    multiple: bool = False
    anonymous: bool = False
    closes_at: str | None = None
    closed: bool = False


class Replies(Struct, frozen=True):
    """What a message says of its thread: how many replies, when the newest came, and who wrote lately (ids)."""

    count: int
    at: str
    users: tuple[int, ...]


class Message(Struct, frozen=True, omit_defaults=True):
    """At its place: `message` as typed and `html`, its safe rendering (both empty once deleted); RFC 3339 UTC.

    `reactions` stand in the order in which their emoji first came.
    `reply_to` is the place in the same room that it answers; left out where it answers none. `poll` is what it asks.
    Of a `cleared` line `reply_to` is the first place that is kept: what stood before it is gone.
    `mentions` are the people it calls by name; `mentions_all` says that it calls the room, or those who were here.
    `thread` is the place of the message in whose thread it stands; the room's own conversation shows it only where
    `also_to_room`. `replies` says what there is in its own thread, if anything.
    """

    id: str
    room: int
    seq: int
    rev: int
    key: str
    user_id: int
    username: str
    message: str
    html: str
    timestamp: str
    kind: Kind
    edited_at: str | None
    reactions: tuple[Reaction, ...] = ()
    pinned: Pinned | None = None
    reply_to: int | None = None
    poll: Poll | None = None
    mentions: tuple[int, ...] = ()
    mentions_all: Everybody | None = None
    thread: int | None = None
    also_to_room: bool = False
    replies: Replies | None = None


class Change(Message, frozen=True, omit_defaults=True):
    """A message as it is told in a room's sequence: new_message and message_changed.

    `since` comes with what was read from the table: the room's changes after that rev and before this one have been
    changed again since, and stand further on. Without it this is the change after `rev - 1`.
    """

    since: int | None = None


class Hit(Struct, frozen=True):
    """A message that was found; `excerpt` is plain text in pieces, each with whether it is what was looked for."""

    id: str
    room: int
    seq: int
    user_id: int
    username: str
    timestamp: str
    excerpt: list[tuple[str, bool]]


class Page(Struct, frozen=True, kw_only=True):
    """Messages of a room, oldest first, and whether there are more on either side; `at` is the place asked for."""

    messages: list[Message]
    older: bool
    newer: bool
    at: int | None = None


class Entry(Struct, frozen=True, omit_defaults=True):
    """A message that concerns somebody: it calls him, answers him, has one of his words, or somebody reacted to it.

    `user_id` is who brought that about and when is `timestamp`; `message` is the beginning of the message as it is now;
    `word` is the word that was said, or the emoji. The newest has the highest `id`.
    """

    id: int
    kind: EntryKind
    room: int
    seq: int
    user_id: int
    username: str
    timestamp: str
    message: str
    word: str | None = None
    read: bool = False


class InboxState(Struct, frozen=True):
    """How many entries are unread, and the highest `id` that this knows of."""

    unread: int = 0
    last: int = 0


class Following(Struct, frozen=True):
    """What the thread that begins at `thread` is to one person: followed or not, read up to which place.

    `unread` counts what others wrote after `read_seq`, up to 100, as it is at the room's change `rev`.
    """

    room: int
    thread: int
    following: bool
    read_seq: int
    unread: int
    rev: int


class ThreadPage(Page, frozen=True, kw_only=True):
    """A page of the replies in a thread, the message that it began with, and what the thread is to you."""

    root: Message
    following: Following


class FollowedThread(Struct, frozen=True):
    """A thread that you follow: the message that it began with, and how much of it you have not read."""

    message: Message
    read_seq: int
    unread: int


class Threads(Struct, frozen=True):
    """Threads that you follow, the newest reply first; `before` asks for the next page (null: there is none)."""

    threads: list[FollowedThread]
    before: str | None
