"""What the events of a client are acknowledged with; every answer that is not an error has `ok: true`."""

from __future__ import annotations

from msgspec import Struct

from parlour.wire.objects import Entry, Following, Hit, Message, Person, Room


class Done(Struct, frozen=True):
    """The answer of `leave` and `typing`; every answer that is not an error has `ok: true`."""

    ok: bool = True


class Joined(Struct, frozen=True, kw_only=True):
    """The answer of `join`: the room, its newest page (oldest first) and who is here."""

    ok: bool = True
    room: Room
    messages: list[Message]
    members_online: list[Person]


class Opened(Struct, frozen=True, kw_only=True):
    """The answer of `direct`: the conversation, fresh or not."""

    ok: bool = True
    room: Room


class Sent(Struct, frozen=True, kw_only=True):
    """The answer of `send_message`: stored, at this place; `dup` when it already stood there."""

    ok: bool = True
    id: str
    seq: int
    rev: int
    timestamp: str
    dup: bool


class Changed(Struct, frozen=True, kw_only=True):
    """The answer of what changes a message: the room's change in which it got what was asked."""

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


class Followed(Following, frozen=True, kw_only=True):
    """The answer of `follow_thread` and `read_thread`: what the thread is to you now."""

    ok: bool = True


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


class Hits(Struct, frozen=True, kw_only=True):
    """The answer of `search`: a page of messages, and the `before` of the next one (null: there is none).

    `complete` is false where some messages were not looked at: one or two letters are sought among the newest only.
    """

    ok: bool = True
    hits: list[Hit]
    complete: bool = True
    before: str | None = None


class Inbox(Struct, frozen=True, kw_only=True):
    """The answer of `inbox`: a page of entries, newest first, and the `before` of the next (null: there is none)."""

    ok: bool = True
    entries: list[Entry]
    unread: int
    before: int | None = None


class InboxRead(Struct, frozen=True, kw_only=True):
    """The answer of `read_inbox`: how many entries are unread now."""

    ok: bool = True
    unread: int


class MarkedUnread(Struct, frozen=True, kw_only=True):
    """The answer of `mark_unread`: where you stand now in each of the rooms."""

    ok: bool = True
    rooms: list[ReadMarked]


class AllRead(Struct, frozen=True, kw_only=True):
    """The answer of `mark_all_read`: the rooms in which something was unread, each with its first unread place.

    Given to `mark_unread`, they are unread as they were.
    """

    ok: bool = True
    rooms: dict[int, int]
