"""What a client sends: the `auth` payload and the payload of each event."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from parlour.wire.limits import EMOJI_LIMIT, HELD_LIMIT, PEOPLE_LIMIT, Id, Key, Options, Places, Position


class Connect(Struct, frozen=True, omit_defaults=True):
    """The `auth` payload; all of it may be left out where a cookie says who it is.

    `epoch` and `rooms` (room: the last rev held) are what to go on from; `recover`, `pid` and `offset` are Socket.IO's
    own way to say the same.
    """

    token: str | None = None
    epoch: Annotated[str, Meta(max_length=64)] | None = None
    rooms: Annotated[dict[Id, Position], Meta(max_length=HELD_LIMIT)] | None = None
    recover: bool = False
    pid: str | None = None
    offset: str | None = None


class Join(Struct, frozen=True):
    """`{room}` or `{code}`."""

    room: Id | None = None
    code: Annotated[str, Meta(max_length=64)] | None = None


class RoomOnly(Struct, frozen=True):
    """`{room}`: leave, typing."""

    room: Id


class StartDirect(Struct, frozen=True):
    """`people`: ids of those to talk to; oneself is in it anyway, and alone it is notes to oneself."""

    people: Annotated[list[Id], Meta(min_length=1, max_length=PEOPLE_LIMIT)]


class SendMessage(Struct, frozen=True):
    """`key` is a random UUID made once per message; a retry carries the same key. `reply_to` is a `seq` of the room.

    `thread` is that of the message in whose thread it is to stand, and nowhere else unless `also_to_room`.
    `confirm`: whoever calls more than 20 people at once means it.
    """

    room: Id
    key: Key
    message: str
    reply_to: Id | None = None
    confirm: bool = False
    thread: Id | None = None
    also_to_room: bool = False


class EditMessage(Struct, frozen=True):
    room: Id
    seq: Id
    message: str
    confirm: bool = False


class DeleteMessage(Struct, frozen=True):
    room: Id
    seq: Id


class MarkRead(Struct, frozen=True):
    room: Id
    seq: Position


class CatchUp(Struct, frozen=True):
    """`rev` is the last change of the room that the client holds, `epoch` the one it was held in."""

    room: Id
    rev: Position
    epoch: Annotated[str, Meta(max_length=64)] | None = None


class React(Struct, frozen=True):
    """`on`: put it there; else take it back."""

    room: Id
    seq: Id
    emoji: Annotated[str, Meta(max_length=EMOJI_LIMIT)]
    on: bool


class Pin(Struct, frozen=True):
    """`on`: put it up; else take it down."""

    room: Id
    seq: Id
    on: bool


class FollowThread(Struct, frozen=True):
    """`thread` is the `seq` of the message that it begins with. `on`: follow it; else have enough of it."""

    room: Id
    thread: Id
    on: bool


class ReadThread(Struct, frozen=True):
    """A thread that you follow was read up to the place `seq`."""

    room: Id
    thread: Id
    seq: Position


class Search(Struct, frozen=True):
    """`q` is what was typed, `before` the id of the last message of the page that this one follows."""

    q: str
    sort: Literal["time", "relevance"] = "time"
    before: Annotated[str, Meta(max_length=40)] | None = None


class CreatePoll(Struct, frozen=True):
    """`message` is the question; `closes_at` is RFC 3339, null: until its maker closes it."""

    room: Id
    key: Key
    message: str
    options: Options
    multiple: bool = False
    anonymous: bool = False
    closes_at: str | None = None


class Vote(Struct, frozen=True):
    """`places` of the options chosen, from 0: all of one's votes from now on; none takes them back."""

    room: Id
    seq: Id
    places: Places


class ClosePoll(Struct, frozen=True):
    room: Id
    seq: Id


class MarkUnread(Struct, frozen=True):
    """`rooms`: in each the place from which on it is unread; positions move back only."""

    rooms: Annotated[dict[Id, Id], Meta(min_length=1, max_length=HELD_LIMIT)]


class Nothing(Struct, frozen=True):
    """An event that needs no more than its name."""


class InboxPage(Struct, frozen=True):
    """`before`: the `id` of the last entry of the page that this one follows."""

    before: Id | None = None


class ReadInbox(Struct, frozen=True):
    """`ids`: the entries that were read; without it all of them were."""

    ids: Annotated[list[Id], Meta(min_length=1, max_length=100)] | None = None
