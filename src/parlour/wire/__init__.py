"""What travels by socket and by REST: one struct an object, one table a direction.

docs/protocol.md and the browser's types are checked against this package.
"""

from __future__ import annotations

import msgspec

from parlour.wire.answers import CaughtUp, Changed, Done, Joined, Opened, ReadMarked, Sent
from parlour.wire.limits import (
    EMOJI_KINDS,
    EMOJI_LIMIT,
    HELD_LIMIT,
    LIMITS,
    MESSAGE_LIMIT,
    NAME_LIMIT,
    PAGE,
    PAGE_LIMIT,
    PASSWORD_LIMIT,
    PEOPLE_LIMIT,
    PINS_LIMIT,
    REACTIONS_LIMIT,
    ROOM_NAME_LIMIT,
    Id,
    Key,
    Kind,
    Position,
    Role,
    RoomKind,
)
from parlour.wire.objects import Change, Message, Person, Pinned, Reaction, Reactors, Room
from parlour.wire.pushes import MeChanged, Notice, Presence, ReactionChanged, Ready, RoomChanged, Typing, UserList
from parlour.wire.requests import (
    CatchUp,
    Connect,
    DeleteMessage,
    EditMessage,
    Join,
    MarkRead,
    Pin,
    React,
    RoomOnly,
    SendMessage,
    StartDirect,
)

__all__ = [
    "ANSWERS",
    "CLIENT_EVENTS",
    "EMOJI_KINDS",
    "EMOJI_LIMIT",
    "HELD_LIMIT",
    "LIMITS",
    "MESSAGE_LIMIT",
    "NAME_LIMIT",
    "PAGE",
    "PAGE_LIMIT",
    "PASSWORD_LIMIT",
    "PEOPLE_LIMIT",
    "PINS_LIMIT",
    "REACTIONS_LIMIT",
    "ROOM_NAME_LIMIT",
    "SERVER_EVENTS",
    "CatchUp",
    "CaughtUp",
    "Change",
    "Changed",
    "Connect",
    "DeleteMessage",
    "Done",
    "EditMessage",
    "Id",
    "Join",
    "Joined",
    "Key",
    "Kind",
    "MarkRead",
    "MeChanged",
    "Message",
    "Notice",
    "Opened",
    "Person",
    "Pin",
    "Pinned",
    "Position",
    "Presence",
    "React",
    "Reaction",
    "ReactionChanged",
    "Reactors",
    "ReadMarked",
    "Ready",
    "Role",
    "Room",
    "RoomChanged",
    "RoomKind",
    "RoomOnly",
    "SendMessage",
    "Sent",
    "StartDirect",
    "Typing",
    "UserList",
    "encode",
]

CLIENT_EVENTS: dict[str, type[msgspec.Struct]] = {
    "join": Join,
    "leave": RoomOnly,
    "direct": StartDirect,
    "send_message": SendMessage,
    "edit_message": EditMessage,
    "delete_message": DeleteMessage,
    "react": React,
    "pin": Pin,
    "typing": RoomOnly,
    "mark_read": MarkRead,
    "catch_up": CatchUp,
}

ANSWERS: dict[str, type[msgspec.Struct]] = {
    "join": Joined,
    "leave": Done,
    "direct": Opened,
    "send_message": Sent,
    "edit_message": Changed,
    "delete_message": Changed,
    "react": Changed,
    "pin": Changed,
    "typing": Done,
    "mark_read": ReadMarked,
    "catch_up": CaughtUp,
}

SERVER_EVENTS: dict[str, type[msgspec.Struct]] = {
    "ready": Ready,
    "new_message": Change,
    "message_changed": Change,
    "reaction_changed": ReactionChanged,
    "user_joined": Presence,
    "user_left": Presence,
    "update_user_list": UserList,
    "typing": Typing,
    "room_changed": RoomChanged,
    "me_changed": MeChanged,
    "notice": Notice,
}

encode = msgspec.json.Encoder().encode
