"""What the server sends by itself."""

from __future__ import annotations

from msgspec import Struct

from parlour.wire.answers import CaughtUp
from parlour.wire.limits import Role
from parlour.wire.objects import InboxState, Person, Replies, Room
from parlour.wire.plans import Due


class Ready(Struct, frozen=True):
    """Sent after every connect, and the answer of `GET /api/v1/me`.

    `gaps`: the rooms among those named in CONNECT that cannot be gone on with, each `limited`.
    `ignored`: the ids of those whose messages he does not want to see.
    `due`: what wants his attention, as `due_changed` tells it.
    `drafts`: the last change of his drafts (a `rev`); 0: there is none.
    `inbox`: what of it is unread.
    """

    account: Person
    rooms: list[Room]
    epoch: str
    version: str
    limits: dict[str, int]
    gaps: list[CaughtUp] = []
    ignored: list[int] = []
    due: Due = Due()
    drafts: int = 0
    inbox: InboxState = InboxState()


class Presence(Struct, frozen=True):
    """user_joined and user_left."""

    room: int
    user_id: int
    username: str
    role: Role


class UserList(Struct, frozen=True):
    """Who is here: by name up to 200 people (else `users` is empty), and how many in all."""

    room: int
    users: list[Person]
    count: int


class Typing(Struct, frozen=True):
    room: int
    user_id: int
    username: str


class RoomChanged(Struct, frozen=True):
    id: int
    name: str
    code: str
    open: bool
    members: int
    owner_id: int | None
    keep_days: int = 0


class MeChanged(Struct, frozen=True):
    """Something about you changed elsewhere: fetch `GET /api/v1/me` again."""

    rev: int


class Notice(Struct, frozen=True, omit_defaults=True):
    """A word from the server; `retry_after` is in seconds."""

    code: str
    message: str
    retry_after: float | None = None


class SmallChange(Struct, frozen=True):
    """Something small about a message is new: the room's change after `rev - 1`.

    `was` is the rev that the message had until then. Who holds another state of it has missed something: he asks for
    what comes after `rev - 1`, and gets the whole message.
    """

    room: int
    seq: int
    rev: int
    was: int


class ReactionChanged(SmallChange, frozen=True):
    """Somebody put an emoji on a message, or took it back."""

    user_id: int
    username: str
    emoji: str
    on: bool


class PollChanged(SmallChange, frozen=True, omit_defaults=True):
    """Somebody voted: the `votes` of each option and the `voters` now; and unless it is anonymous who chose what."""

    votes: list[int]
    voters: int
    user_id: int | None = None
    places: list[int] = []


class ReadMoved(Struct, frozen=True):
    """How far people have read a room of at most 50: the place of each who has moved, by account."""

    room: int
    read: dict[int, int]


class LeftUnread(Struct, frozen=True):
    """You, perhaps on another device, want a room to be unread: you stand at `read_seq`, and `unread` come after it."""

    room: int
    read_seq: int
    unread: int


class RepliesChanged(SmallChange, frozen=True):
    """What a message says of its thread is another; null: nothing."""

    replies: Replies | None
