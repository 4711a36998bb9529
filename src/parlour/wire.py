"""What travels by socket and by REST: one struct an object, one table a direction.

docs/protocol.md and the browser's types are checked against this file.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

MESSAGE_LIMIT = 10_000  # characters
NAME_LIMIT = 40
ROOM_NAME_LIMIT = 80
PASSWORD_LIMIT = 128
PAGE = 50
PAGE_LIMIT = 200
HELD_LIMIT = 500  # rooms a connection may name

Role = Literal["owner", "member", "guest"]
Kind = Literal["message", "deleted", "joined", "left", "created", "renamed"]
Id = Annotated[int, Meta(ge=1, le=2**53 - 1)]
Position = Annotated[int, Meta(ge=0, le=2**53 - 1)]
Key = Annotated[str, Meta(min_length=8, max_length=64, pattern=r"^[\x21-\x7e]+$")]


class Person(Struct, frozen=True):
    """Someone, as others see them."""

    id: int
    username: str
    role: Role


class Room(Struct, frozen=True):
    """A room as one person sees it; `code` only for members, `unread` counts messages after `read_seq`."""

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


class Message(Struct, frozen=True):
    """At its place: `message` as typed and `html`, its safe rendering (both empty once deleted); RFC 3339 UTC."""

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


class Change(Message, frozen=True, omit_defaults=True):
    """A message as it is told in a room's sequence: new_message and message_changed.

    `since` comes with what was read from the table: the room's changes after that rev and before this one have been
    changed again since, and stand further on. Without it this is the change after `rev - 1`.
    """

    since: int | None = None


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


class SendMessage(Struct, frozen=True):
    """`key` is a random UUID made once per message; a retry carries the same key."""

    room: Id
    key: Key
    message: str


class EditMessage(Struct, frozen=True):
    room: Id
    seq: Id
    message: str


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


class Done(Struct, frozen=True):
    """The answer of `leave` and `typing`; every answer that is not an error has `ok: true`."""

    ok: bool = True


class Joined(Struct, frozen=True, kw_only=True):
    """The answer of `join`: the room, its newest page (oldest first) and who is here."""

    ok: bool = True
    room: Room
    messages: list[Message]
    members_online: list[Person]


class Sent(Struct, frozen=True, kw_only=True):
    """The answer of `send_message`: stored, at this place; `dup` when it already stood there."""

    ok: bool = True
    id: str
    seq: int
    rev: int
    timestamp: str
    dup: bool


class Changed(Struct, frozen=True, kw_only=True):
    """The answer of `edit_message` and `delete_message`: the room's change in which the message got what was asked."""

    ok: bool = True
    id: str
    seq: int
    rev: int


class ReadMarked(Struct, frozen=True, kw_only=True):
    """The answer of `mark_read`: how far you have read, and how many messages are after it."""

    ok: bool = True
    room: int
    read_seq: int
    unread: int


class CaughtUp(Struct, frozen=True, kw_only=True):
    """The answer of `catch_up`: changes after `rev`, by rev, at most 200.

    `more`: ask again from the last one. `limited`: these cannot be told one by one; drop what you hold of the room,
    take these (its newest page, or nothing) and page back by HTTP from the place `before` (null: there is no more).
    `reset` says why: the position is of another epoch or past the head. Else it is more than 1,000 changes behind.
    """

    ok: bool = True
    room: int
    head: int
    messages: list[Message]
    more: bool = False
    limited: bool = False
    reset: bool = False
    before: int | None = None


class Ready(Struct, frozen=True):
    """Sent after every connect, and the answer of `GET /api/v1/me`.

    `gaps`: the rooms among those named in CONNECT that cannot be gone on with, each `limited`.
    """

    account: Person
    rooms: list[Room]
    epoch: str
    version: str
    limits: dict[str, int]
    gaps: list[CaughtUp] = []


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


class MeChanged(Struct, frozen=True):
    """Something about you changed elsewhere: fetch `GET /api/v1/me` again."""

    rev: int


class Notice(Struct, frozen=True, omit_defaults=True):
    """A word from the server; `retry_after` is in seconds."""

    code: str
    message: str
    retry_after: float | None = None


CLIENT_EVENTS: dict[str, type[Struct]] = {
    "join": Join,
    "leave": RoomOnly,
    "send_message": SendMessage,
    "edit_message": EditMessage,
    "delete_message": DeleteMessage,
    "typing": RoomOnly,
    "mark_read": MarkRead,
    "catch_up": CatchUp,
}

ANSWERS: dict[str, type[Struct]] = {
    "join": Joined,
    "leave": Done,
    "send_message": Sent,
    "edit_message": Changed,
    "delete_message": Changed,
    "typing": Done,
    "mark_read": ReadMarked,
    "catch_up": CaughtUp,
}

SERVER_EVENTS: dict[str, type[Struct]] = {
    "ready": Ready,
    "new_message": Change,
    "message_changed": Change,
    "user_joined": Presence,
    "user_left": Presence,
    "update_user_list": UserList,
    "typing": Typing,
    "room_changed": RoomChanged,
    "me_changed": MeChanged,
    "notice": Notice,
}

LIMITS: dict[str, int] = {"message": MESSAGE_LIMIT, "room_name": ROOM_NAME_LIMIT, "username": NAME_LIMIT}

encode = msgspec.json.Encoder().encode
