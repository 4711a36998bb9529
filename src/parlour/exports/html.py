"""How a page of an export looks: our own, without scripts, and whole by itself, in light and in dark."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from itertools import groupby
from typing import NamedTuple

from parlour import wire
from parlour.wire import Message, Person, Room

COLOURS = 10
EXCERPT = 140  # characters
# Nothing but what stands in the page itself is ever loaded or run.
POLICY = "default-src 'none'; style-src 'unsafe-inline'"

Quotes = Mapping[int, tuple[str, Message]]


class Cover(NamedTuple):
    """What the first page says of another: its name, the times of its first and last message, how many lines it has."""

    name: str
    begins: str
    ends: str
    lines: int


class Ways(NamedTuple):
    """The names of the pages before and after one, where there are any."""

    earlier: str | None
    later: str | None


def index_page(room: Room, members: Sequence[Person], covers: Sequence[Cover]) -> Iterator[str]:
    """Yield the first page of a room: who is in it, and the way to all that was said."""
    count = sum(cover.lines for cover in covers)
    names = ", ".join(escape(person.username) for person in members)
    yield _top(room.name)
    yield f"<header><h1>{escape(room.name)}</h1><p>{count:,} lines. In it: {names or 'nobody any more'}.</p></header>\n"
    yield '<ol class="pages">\n' if covers else "<p>Nothing was said here.</p>\n"
    for cover in covers:
        begins, ends = cover.begins[:10], cover.ends[:10]
        days = begins if begins == ends else f"{begins} to {ends}"
        yield f'<li><a href="{cover.name}">{days}</a> <small>{cover.lines}</small></li>\n'
    yield "</ol>\n" if covers else ""
    yield '<p class="foot">All of it, for programs: <a href="room.json">room.json</a></p></main></body></html>\n'


def rooms_page(rooms: Sequence[Room]) -> str:
    """Return the first page of a whole chat: the way to each of its rooms."""
    lines = [
        f'<li><a href="rooms/{room.id}/index.html">{escape(room.name)}</a> <small>{_kind(room)}</small></li>\n'
        for room in rooms
    ]
    listed = '<ol class="pages">\n' + "".join(lines) + "</ol>\n"
    return f"{_top('Parlour')}<header><h1>Rooms</h1></header>\n{listed}</main></body></html>\n"


def message_page(room: Room, messages: Sequence[Message], quotes: Quotes, ways: Ways) -> str:
    """Return one page of a room's messages."""
    earlier = f'<a href="{ways.earlier}">Earlier</a> ' if ways.earlier else ""
    later = f' <a href="{ways.later}">Later</a>' if ways.later else ""
    nav = f'<nav>{earlier}<a href="index.html">All pages</a>{later}</nav>\n'
    days = (_day(day, list(some), quotes) for day, some in groupby(messages, key=lambda one: one.timestamp[:10]))
    top = f"{_top(room.name)}<header><h1>{escape(room.name)}</h1>{nav}</header>\n"
    return f"{top}{''.join(days)}{nav}</main></body></html>\n"


def _day(day: str, messages: Sequence[Message], quotes: Quotes) -> str:
    return f'<h2><time datetime="{day}">{day}</time></h2>\n' + "".join(_line(message, quotes) for message in messages)


def _line(message: Message, quotes: Quotes) -> str:
    at = f'<time datetime="{message.timestamp}">{message.timestamp[11:16]}</time>'
    if message.kind not in ("message", "deleted"):
        return f'<p class="notice" id="m{message.seq}">{escape(message.message)} {at}</p>\n'
    who = escape(message.username)
    letter = escape(message.username.strip()[:1].upper())
    body = message.html if message.kind == "message" else '<p class="gone">This message was deleted.</p>'
    edited = f' <small title="{message.edited_at}">edited</small>' if message.edited_at else ""
    pinned = " <small>pinned</small>" if message.pinned else ""
    face = f"face face--{message.user_id % COLOURS}"
    return (
        f'<article id="m{message.seq}"><span class="{face}" aria-hidden="true">{letter}</span>'
        f'<div><p class="head"><b>{who}</b> {at}{edited}{pinned}</p>{_quote(message, quotes)}'
        f'<div class="body">{body}</div>{_reactions(message)}</div></article>\n'
    )


def _quote(message: Message, quotes: Quotes) -> str:
    if not message.reply_to:
        return ""
    found = quotes.get(message.reply_to)
    if found is None:
        return '<p class="quote">A message that is not there.</p>'
    page, original = found
    said = original.message if original.kind == "message" else "This message was deleted."
    plain = " ".join(said.split())
    short = plain if len(plain) <= EXCERPT else f"{plain[:EXCERPT]}..."
    link = f"{page}#m{original.seq}"
    return f'<p class="quote"><a href="{link}">{escape(original.username)}</a> {escape(short)}</p>'


def _reactions(message: Message) -> str:
    if not message.reactions:
        return ""
    each = (f"<li>{escape(one.emoji)} {len(one.users)}</li>" for one in message.reactions)
    return f'<ul class="reactions">{"".join(each)}</ul>'


def _kind(room: wire.Room) -> str:
    if room.kind == "direct":
        return "conversation"
    return "open room" if room.open else "room by invitation"


def _top(title: str) -> str:
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{_look()}</style></head>\n<body><main>\n"
    )


@cache
def _look() -> str:
    return files("parlour.exports").joinpath("look.css").read_text("utf-8")
