"""A small export of Slack, made as Slack describes and writes it, and what is asked of a chat after an import."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

from sqlalchemy import select

from parlour.accounts.models import Account
from parlour.messages.models import Reaction
from parlour.rooms.models import Member, Message, Room
from parlour.store import Store

USERS = [
    {"id": "U1", "team_id": "T0PARLOUR", "name": "mira", "deleted": False, "real_name": "Mira Lind",
     "profile": {"real_name": "Mira Lind", "display_name": "Mira"}, "is_bot": False, "tz": "Europe/Berlin"},
    {"id": "U2", "team_id": "T0PARLOUR", "name": "kit", "profile": {"real_name": "Kit Ode", "display_name": ""}},
    {"id": "U3", "team_id": "T0PARLOUR", "name": "gone", "deleted": True, "profile": {"display_name": "@Gone\u200b"}},
]  # fmt: skip
CHANNELS = [
    {"id": "C1", "name": "kitchen", "created": 1700000000, "creator": "U1", "is_archived": False, "is_general": True,
     "members": ["U1", "U2"], "topic": {"value": "Tea", "creator": "U1", "last_set": 1}, "purpose": {"value": ""}},
    {"id": "C2", "name": "attic", "created": 1700000100, "creator": "U2", "is_archived": True, "members": ["U2"],
     "topic": {"value": ""}, "purpose": {"value": "Old things"}},
]  # fmt: skip
GROUPS = [{"id": "G1", "name": "cellar", "created": 1700000200, "creator": "U1", "members": ["U1", "U3"]}]
DMS = [{"id": "D1", "created": 1700000300, "members": ["U1", "U2"]}]
MPIMS = [{"id": "G2", "name": "mpdm-mira--kit--gone-1", "created": 1700000400, "members": ["U1", "U2", "U3"]}]

FIRST = [
    {"type": "message", "subtype": "channel_join", "user": "U1", "ts": "1700000001.000100", "text": "<@U1> has joined"},
    {"type": "message", "user": "U1", "ts": "1700000010.000200", "text": "*Tea* is ready <@U2> &amp; <#C2|attic> :tea:",
     "client_msg_id": "x", "team": "T0PARLOUR", "thread_ts": "1700000010.000200", "reply_count": 1,
     "edited": {"user": "U1", "ts": "1700000020.000000"},
     "reactions": [{"name": "+1", "users": ["U2", "U3", "U8"], "count": 3},
                   {"name": "party_parrot", "users": ["U2"], "count": 1},
                   {"name": "heart", "users": ["U2"], "count": 1}]},
    {"type": "message", "user": "U2", "ts": "1700000030.000300", "text": "Coming!", "thread_ts": "1700000010.000200",
     "parent_user_id": "U1"},
    {"type": "message", "subtype": "channel_topic", "user": "U1", "ts": "1700000040.000400", "topic": "Tea"},
]  # fmt: skip
SECOND = [
    {"type": "message", "user": "U9", "ts": "1700086401.000000", "text": "From another team",
     "user_profile": {"real_name": "Otto Fremd", "display_name": "Otto"}},
    {"type": "message", "subtype": "bot_message", "bot_id": "B1", "username": "Builder", "text": "",
     "ts": "1700086402.000000",
     "attachments": [{"fallback": "built", "text": "*Build* 7 is done"}, {"from_url": "https://x.org"}]},
    {"type": "message", "user": "U2", "ts": "1700086403.000000", "text": "", "upload": True, "display_as_bot": False,
     "files": [{"id": "F1", "name": "plan", "title": "The [plan]", "url_private": "https://files.slack.com/plan.pdf"},
               {"id": "F2", "mode": "tombstone"}, None]},
    {"type": "message", "subtype": "me_message", "user": "U1", "ts": "1700086404.000000", "text": "waves"},
    {"type": "message", "subtype": "channel_name", "user": "U1", "ts": "1700086405.000000", "name": "kitchen"},
    {"type": "message", "subtype": "channel_leave", "user": "U3", "ts": "1700086406.000000"},
    {"type": "message", "user": "U1", "ts": "1700086407.000000", "text": "word " * 2_500},
    {"type": "message", "user": "U2", "ts": "1700086408.000000", "text": "late", "thread_ts": "1600000000.000000"},
    {"type": "message", "subtype": "tombstone", "user": "USLACKBOT", "ts": "1700086409.000000", "text": "deleted"},
    {"type": "message", "ts": "1700086410.000000", "text": "by nobody"},
    {"type": "message", "user": "U2", "ts": "1700086411.000000", "text": "  "},
]  # fmt: skip


def slack_zip(path: Path, **other: Any) -> Path:
    """Write the sample; `other` replaces members, by their names without `.json`, or leaves them out (None)."""
    members: dict[str, Any] = {
        "users": USERS,
        "channels": CHANNELS,
        "groups": GROUPS,
        "dms": DMS,
        "mpims": MPIMS,
        "integration_logs": [],
        "kitchen/2023-11-14": FIRST,
        "kitchen/2023-11-15": SECOND,
        "cellar/2023-11-14": [{"type": "message", "user": "U3", "ts": "1700000500.000000", "text": "dark here"}],
        "D1/2023-11-14": [{"type": "message", "user": "U2", "ts": "1700000600.000000", "text": "just us"}],
        "mpdm-mira--kit--gone-1/2023-11-14": [
            {"type": "message", "user": "U1", "ts": "1700000700.000000", "text": "we"}
        ],
    }
    members |= other
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, value in members.items():
            if value is not None:
                packed.writestr(f"{name}.json", json.dumps(value))
    return path


class Chat:
    """What a chat holds, as plain rows."""

    def __init__(self, folder: Path, database: str) -> None:
        store = Store(folder, database=database)
        read = store.read
        self.people = {row.id: row for row in read(lambda tx: tx.execute(select(Account).order_by(Account.id)).all())}
        self.rooms = {row.id: row for row in read(lambda tx: tx.execute(select(Room).order_by(Room.id)).all())}
        self.messages = read(lambda tx: tx.execute(select(Message).order_by(Message.room_id, Message.seq)).all())
        self.reactions = read(lambda tx: tx.execute(select(Reaction).order_by(Reaction.room_id, Reaction.rev)).all())
        self.members = read(lambda tx: tx.execute(select(Member).order_by(Member.room_id, Member.account_id)).all())
        store.close()

    def room(self, name: str) -> Any:
        [found] = [row for row in self.rooms.values() if row.name == name]
        return found

    def said(self, room: int) -> list[Any]:
        return [row for row in self.messages if row.room_id == room]

    def name(self, account: int) -> str:
        return str(self.people[account].username)

    def everything(self) -> tuple[Any, ...]:
        held = (self.people, self.rooms)
        return *(list(one.values()) for one in held), self.messages, self.reactions, self.members
