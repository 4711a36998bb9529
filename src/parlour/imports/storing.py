"""Storing the messages of an import, some hundred at a time, as a server would: with places, counts and renderings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import insert, select, update

from parlour.errors import Invalid, StorageFull
from parlour.messages.emoji import one_emoji
from parlour.messages.markup import rendered
from parlour.messages.models import Reaction
from parlour.rooms.models import Message, Room
from parlour.rooms.sequence import Stored, lock
from parlour.text import UNSTORABLE
from parlour.wire import EMOJI_KINDS, MESSAGE_LIMIT, REACTIONS_LIMIT, Person

if TYPE_CHECKING:
    from parlour.imports.report import Report
    from parlour.imports.things import NewMessage
    from parlour.store import Tx

TOO_MANY = "reactions beyond what a message can have"


class Placed(NamedTuple):
    """A message at its place, and what people put on it."""

    row: dict[str, Any]
    reactions: list[dict[str, Any]]


def store_messages(
    tx: Tx, room: int, messages: Sequence[NewMessage], people: Mapping[str, Person], report: Report
) -> None:
    """Add messages at the end of a room, without those that it has already."""
    if tx.tight:
        raise StorageFull
    lock(tx, room)
    there = _places(tx, room, messages)
    head = tx.execute(select(Room.rev, Room.posts).where(Room.id == room)).one()
    rev, posts, placed = head.rev, head.posts, []
    for message in messages:
        if message.key in there:
            report.count("messages that were here already")
            continue
        one = _placed(room, (rev, posts), message, people, (there, report))
        there[message.key] = one.row["seq"]
        rev, posts = one.row["rev"], one.row["post"]
        placed.append(one)
    if not placed:
        return
    tx.execute(insert(Message), [one.row for one in placed])
    reactions = [row for one in placed for row in one.reactions]
    if reactions:
        tx.execute(insert(Reaction), reactions)
    tx.execute(update(Room).where(Room.id == room).values(rev=rev, posts=posts))


def _places(tx: Tx, room: int, messages: Sequence[NewMessage]) -> dict[str, int]:
    """Return where those of the messages stand, and of what they answer, that the room has."""
    keys = {message.key for message in messages} | {message.reply_to for message in messages if message.reply_to}
    found = select(Message.key, Message.seq).where(Message.key.in_(keys), Message.room_id == room)
    return {row.key: row.seq for row in tx.execute(found)}


def _placed(
    room: int,
    head: tuple[int, int],
    message: NewMessage,
    people: Mapping[str, Person],
    known: tuple[Mapping[str, int], Report],
) -> Placed:
    """Give a message the next place; each reaction takes a number of its own, as it would have live."""
    there, report = known
    rev, posts = head
    seq, text = rev + 1, _text(message)
    reactions = _reactions(room, seq, message, people, report)
    reply_to = there.get(message.reply_to or "")
    if message.reply_to and reply_to is None:
        report.leave("replies to what is not in the export: they stand by themselves")
    counted = message.kind in ("message", "deleted")
    row = Stored(
        room_id=room,
        seq=seq,
        rev=seq + len(reactions),
        post=posts + counted,
        author_id=people[message.author].id,
        key=message.key,
        kind=message.kind,
        body=text,
        html=_html(message.kind, text),
        created_at=message.at,
        edited_at=message.edited_at,
        reply_to=reply_to,
    )
    report.count("messages" if counted else "lines that rooms say by themselves")
    return Placed({**row._asdict(), "reactions": len(reactions), **_pin(message, people)}, reactions)


def _text(message: NewMessage) -> str:
    return "" if message.kind == "deleted" else UNSTORABLE.sub("", message.text)[:MESSAGE_LIMIT]


def _html(kind: str, text: str) -> str:
    """What rooms say by themselves is no Markdown; what was rendered elsewhere is not believed."""
    if kind == "message":
        return rendered(text)
    return f"<p>{escape(text)}</p>" if text else ""


def _pin(message: NewMessage, people: Mapping[str, Person]) -> dict[str, Any]:
    by, at = message.pinned or ("", None)
    pinned = by in people and message.kind == "message"
    return {"pinned_by": people[by].id if pinned else None, "pinned_at": at if pinned else None}


def _reactions(
    room: int, seq: int, message: NewMessage, people: Mapping[str, Person], report: Report
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    kinds: set[str] = set()
    for name, users in message.reactions if message.kind == "message" else ():
        emoji = _emoji(name)
        if emoji is None or emoji in kinds or len(kinds) == EMOJI_KINDS:
            report.leave("reactions with an emoji that is not here" if emoji is None else TOO_MANY, len(users))
            continue
        kinds.add(emoji)
        first = seq + len(rows) + 1
        for account in dict.fromkeys(people[user].id for user in users if user in people):
            if len(rows) == REACTIONS_LIMIT:
                report.leave(TOO_MANY)
                continue
            row = {"room_id": room, "seq": seq, "account_id": account, "emoji": emoji}
            rows.append({**row, "rev": seq + len(rows) + 1, "first_rev": first, "created_at": message.at})
    report.count("reactions", len(rows))
    return rows


def _emoji(name: str) -> str | None:
    try:
        return one_emoji(name)
    except Invalid:
        return None
