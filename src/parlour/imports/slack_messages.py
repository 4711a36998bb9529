"""One message of a Slack export, as one or more of ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from parlour.clock import SECOND
from parlour.copies.progress import Refused
from parlour.imports.emoji_names import emoji_called
from parlour.imports.report import Report
from parlour.imports.things import NewMessage, NewPerson
from parlour.text import UNSTORABLE
from parlour.wire import MESSAGE_LIMIT, Kind, Person

STAMP = re.compile(r"\d{1,11}(?:\.\d{1,9})?")
# What Slack tells of a channel by itself, and how it is told here.
BY_ITSELF: dict[str, tuple[Kind, str]] = {
    "channel_join": ("joined", "joined"),
    "group_join": ("joined", "joined"),
    "channel_leave": ("left", "left"),
    "group_leave": ("left", "left"),
}
RENAMED = ("channel_name", "group_name")
SAID = (None, "bot_message", "me_message", "thread_broadcast", "file_share", "file_comment", "reply_broadcast")


class Edited(msgspec.Struct):
    ts: str = ""


class Reacted(msgspec.Struct):
    name: str
    users: list[str] = msgspec.field(default_factory=list)
    count: int = 0


class File(msgspec.Struct):
    name: str | None = None
    title: str | None = None
    url_private: str | None = None
    permalink: str | None = None

    @property
    def line(self) -> str:
        """Its name, as a link where one is known."""
        name = (self.title or self.name or "A file").replace("[", "(").replace("]", ")").replace("\n", " ")
        address = self.permalink or self.url_private or ""
        return f"[{name}]({address})" if re.fullmatch(r"https?://[^\s()<>]+", address) else name


class Attached(msgspec.Struct):
    """What a program puts below its text, or a page that a link led to."""

    fallback: str | None = None
    text: str | None = None
    title: str | None = None
    from_url: str | None = None


class Said(msgspec.Struct):
    ts: str
    type: str = "message"
    subtype: str | None = None
    user: str | None = None
    bot_id: str | None = None
    username: str | None = None
    text: str | None = None
    name: str | None = None
    thread_ts: str | None = None
    edited: Edited | None = None
    user_profile: dict[str, Any] | None = None
    reactions: list[Reacted] | None = None
    files: list[File | None] | None = None
    attachments: list[Attached] | None = None

    @property
    def at(self) -> int:
        """When it was said, in ms."""
        return _moment(self.ts)

    @property
    def author(self) -> str | None:
        """The id of who said it; programs have one of their own."""
        if self.user:
            return self.user
        return f"bot-{self.bot_id or self.username}"[:64] if self.bot_id or self.username else None

    def check(self, name: str) -> None:
        """Raise `Refused` where a time is none."""
        if not STAMP.fullmatch(self.ts):
            raise Refused(f"{name} is not as Slack writes it: {self.ts[:40]!r} is no time")
        for one in self._named():
            if UNSTORABLE.search(one) or len(one) > 64:
                raise Refused(f"{name} is not as Slack writes it: {one[:40]!r} is nobody's id")

    def _named(self) -> Iterator[str]:
        yield self.author or ""
        for reacted in self.reactions or ():
            yield from reacted.users

    def strangers(self) -> Iterator[NewPerson]:
        """Yield who is named here and may be in no list: people of other teams, those who have gone, programs."""
        if self.author:
            told = self.user_profile or {}
            names = (told.get("display_name"), told.get("real_name"), self.username, self.author)
            yield NewPerson(self.author, next(str(name) for name in names if name))
        for reacted in self.reactions or ():
            yield from (NewPerson(user, user) for user in reacted.users)


def messages_of(
    said: Said, channel: str, people: Mapping[str, Person], made: tuple[Callable[[str], str], Report]
) -> Iterator[NewMessage]:
    """Yield what becomes of a message: nothing, one, or several where it is longer than ours may be."""
    markdown, report = made
    author = said.author
    if said.type != "message" or author is None or author not in people:
        report.leave("entries without an author, or that are no messages")
    elif said.subtype in BY_ITSELF:
        kind, word = BY_ITSELF[said.subtype]
        yield NewMessage(_key(channel, said.ts), author, kind, f"{people[author].username} {word}", said.at)
    elif said.subtype in RENAMED and said.name:
        text = f"{people[author].username} renamed the room to {said.name[:80]}"
        yield NewMessage(_key(channel, said.ts), author, "renamed", text, said.at)
    elif said.subtype in SAID:
        yield from _parts(said, channel, author, _text(said, markdown, report), report)
    else:
        report.leave(f"entries of the kind {said.subtype[:40] if said.subtype else ''}")


def _parts(said: Said, channel: str, author: str, text: str, report: Report) -> Iterator[NewMessage]:
    """Cut what is too long; the first part has what people put on it."""
    parts = list(_cut(text))
    if not parts:
        report.leave("messages without any text")
    if len(parts) > 1:
        report.leave("messages longer than can be here: they are cut in several")
    thread = said.thread_ts if said.thread_ts and said.thread_ts != said.ts else None
    edited = _moment(said.edited.ts) if said.edited and STAMP.fullmatch(said.edited.ts) else None
    for number, part in enumerate(parts):
        key = _key(channel, said.ts)
        yield NewMessage(
            key=f"{key}-{number + 1}" if number else key,
            author=author,
            kind="message",
            text=part,
            at=said.at,
            edited_at=edited,
            reply_to=_key(channel, thread) if thread else None,
            reactions=[] if number else list(_reactions(said, report)),
        )


def _text(said: Said, markdown: Callable[[str], str], report: Report) -> str:
    text = markdown(said.text or "").strip()
    if said.subtype == "me_message" and text:
        text = f"_{text}_"
    lines = [text] if text else []
    for attached in said.attachments or ():
        if not attached.from_url:  # else it is only what the link in the text leads to
            found = attached.text or attached.fallback or attached.title or ""
            lines += [markdown(found).strip()] if found.strip() else []
    for file in said.files or ():
        if file is not None:
            report.leave("files: they are not in the export; their names are in the text")
            lines.append(file.line)
    return "\n\n".join(lines)


def _reactions(said: Said, report: Report) -> Iterator[tuple[str, list[str]]]:
    for reacted in said.reactions or ():
        emoji = emoji_called(reacted.name)
        if emoji is None:
            report.leave("reactions with an emoji of their own making", max(reacted.count, len(reacted.users)))
        else:
            yield emoji, reacted.users


def _cut(text: str) -> Iterator[str]:
    """Cut at the end of a line, or of a word, where there is one."""
    while len(text) > MESSAGE_LIMIT:
        half = MESSAGE_LIMIT // 2
        at = max(text.rfind("\n", half, MESSAGE_LIMIT), text.rfind(" ", half, MESSAGE_LIMIT))
        at = MESSAGE_LIMIT if at < 0 else at
        yield text[:at]
        text = text[at:].lstrip()
    if text.strip():
        yield text


def _key(channel: str, ts: str) -> str:
    return f"slack-{channel}-{ts}"[:60]


def _moment(stamp: str) -> int:
    """Seconds with a fraction, as ms; written, not calculated, so that nothing is rounded."""
    whole, _, rest = stamp.partition(".")
    return int(whole) * SECOND + int((rest + "000")[:3])
