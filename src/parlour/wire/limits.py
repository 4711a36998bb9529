"""How large what travels may be, and the small types of it."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

MESSAGE_LIMIT = 10_000  # characters
NAME_LIMIT = 40
ROOM_NAME_LIMIT = 80
PASSWORD_LIMIT = 128
PAGE = 50
PAGE_LIMIT = 200
HELD_LIMIT = 500  # rooms a connection may name
EMOJI_LIMIT = 16  # characters: the longest emoji has 10, and each may be written with a sign more
EMOJI_KINDS = 50  # different ones on a message
REACTIONS_LIMIT = 1_000  # on a message
PEOPLE_LIMIT = 20  # in a direct conversation
IGNORED_LIMIT = 500  # people one person may ignore
PINS_LIMIT = 50  # in a room
SCHEDULED_LIMIT = 100  # messages one person may have waiting for their time
REMINDERS_LIMIT = 100  # of one person
REMINDER_LIMIT = 500  # characters
DUE_LIMIT = 20  # reminders, or messages that could not be sent, told at once
QUESTION_LIMIT = 300  # characters of a poll
OPTION_LIMIT = 100  # characters
OPTIONS_LIMIT = 10  # of a poll
VOTES_LIMIT = 1_000  # in a poll that says who chose what
DRAFTS_LIMIT = 200  # rooms in which the drafts of one person are kept
KEEP_LIMIT = 3650  # days that messages can be kept before they are deleted
NAMED_LIMIT = 20  # people that one message calls by name
CONFIRM_OVER = 20  # people called at once, past which whoever calls them must say that he means it
CALLED_LIMIT = 100  # people in a room, up to which every member may call them all; its owner may up to the next
CALLED_MOST = 1_000
KEYWORDS_LIMIT = 20  # words one person waits for
KEYWORD_LIMIT = 50  # characters of one
INBOX_PAGE = 30
ENTRY_TEXT = 300  # characters of a message in an inbox
SEEN_LIMIT = 50  # people in a room, up to which it is told who has read what
REPLIERS = 3  # people that a message names who wrote in its thread
FOLLOWED_LIMIT = 500  # threads that one person follows
UNREAD_LIMIT = 100  # replies of a thread that are counted as unread; this many stands for more
THREADS_PAGE = 30
SEARCH_LIMIT = 200  # characters of a query
SEARCH_PAGE = 30

LIMITS: dict[str, int] = {
    "message": MESSAGE_LIMIT,
    "room_name": ROOM_NAME_LIMIT,
    "search": SEARCH_LIMIT,
    "username": NAME_LIMIT,
    "about": 300,
    "called": CALLED_LIMIT,
    "confirm_over": CONFIRM_OVER,
    "keyword": KEYWORD_LIMIT,
    "keywords": KEYWORDS_LIMIT,
    "seen": SEEN_LIMIT,
    "pronouns": 40,
    "reminder": REMINDER_LIMIT,
    "question": QUESTION_LIMIT,
    "option": OPTION_LIMIT,
    "status_text": 100,
}

Role = Literal["owner", "member", "guest"]
Kind = Literal["message", "deleted", "joined", "left", "created", "renamed", "retention", "cleared"]
RoomKind = Literal["room", "direct"]
Everybody = Literal["room", "here"]
EntryKind = Literal["mention", "reply", "reaction", "keyword"]
Id = Annotated[int, Meta(ge=1, le=2**53 - 1)]
Position = Annotated[int, Meta(ge=0, le=2**53 - 1)]
Key = Annotated[str, Meta(min_length=8, max_length=64, pattern=r"^[\x21-\x7e]+$")]
Options = Annotated[list[str], Meta(min_length=2, max_length=OPTIONS_LIMIT)]
Places = Annotated[list[Annotated[int, Meta(ge=0, lt=OPTIONS_LIMIT)]], Meta(max_length=OPTIONS_LIMIT)]
