"""Whom a message calls: `@name` one person of its room, `@room` all of them, `@here` those who are there just now.

Names may have spaces, so of all that may be meant behind an "@" the longest name of a member counts. Code and quotes
call nobody, nor do those by whom the room is too large to be called: then it is text like any other.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

from markdown_it.token import Token
from sqlalchemy import Row, bindparam, select

from parlour.accounts.models import Account
from parlour.accounts.names import name_key
from parlour.errors import ConfirmNeeded, Invalid
from parlour.messages.markup import html_of, parsed
from parlour.rooms.models import Member, Room
from parlour.store import Tx
from parlour.text import is_apart
from parlour.wire import CALLED_LIMIT, CALLED_MOST, CONFIRM_OVER, NAME_LIMIT, NAMED_LIMIT, Everybody, Person

AT = re.compile(r"@(?=[^\s@])")
LOOKED_AT = 50  # "@" in one message
EVERYBODY: dict[str, Everybody] = {name_key("room"): "room", name_key("here"): "here"}
NAMED = (
    select(Account.id, Account.username, Account.name_key)
    .join(Member, (Member.account_id == Account.id) & (Member.room_id == bindparam("room")))
    .where(Account.name_key.in_(bindparam("keys", expanding=True)))
)
PEOPLE = select(Member.account_id).where(Member.room_id == bindparam("room")).limit(CALLED_MOST + 1)


class Manner(NamedTuple):
    """What a door knows of a message that may call many: who is `here`, and whether its writer means it."""

    here: Collection[int] = ()
    confirmed: bool = False


PLAIN = Manner()


class Drawn(NamedTuple):
    """A message as it is shown: its HTML, whom it calls by name, how it calls many, and everybody who is called."""

    html: str
    named: tuple[int, ...] = ()
    everybody: Everybody | None = None
    called: frozenset[int] = frozenset()

    @property
    def mentions(self) -> str | None:
        """What is stored of it in `message.mentions`."""
        return " ".join([*([self.everybody] if self.everybody else []), *map(str, self.named)]) or None


class Site(NamedTuple):
    """A place in a text where somebody may be called, and the names that may be meant, the longest first."""

    start: int
    names: Mapping[str, str]  # by their keys


def draw(tx: Tx, actor: Person, room: int, text: str, manner: Manner) -> Drawn:
    """Render what a member says, and find whom it calls; raise `ConfirmNeeded`."""
    tokens = parsed(text)
    sites = _sites_in(tokens) if "@" in text else []
    keys = {key for _, found in sites for site in found for key in site.names}
    if not keys:
        return Drawn(html_of(text, tokens))
    people = {row.name_key: row for row in tx.execute(NAMED, {"room": room, "keys": [*keys]})}
    crowds = {word: _crowd(tx, actor, room, word, manner) for key, word in EVERYBODY.items() if key in keys}
    calls = Calls(people, {key: word for key, word in EVERYBODY.items() if crowds.get(word)})
    for token, found in sites:
        calls.mark(token, found)
    called = frozenset(calls.named).union(*(crowds[word] for word in calls.everybody)) - {actor.id}
    if len(called) > CONFIRM_OVER and not manner.confirmed:
        raise ConfirmNeeded(f"That would call {len(called)} people at once. Do it once more if you mean it.")
    everybody = max(calls.everybody, default=None)  # "room" has those who are here in it
    return Drawn(html_of(text, tokens), tuple(calls.named), everybody, called)


class Calls:
    """Who was called so far, while the texts are gone through in their order."""

    def __init__(self, people: Mapping[str, Row[Any]], everybody: Mapping[str, Everybody]) -> None:
        self.named: dict[int, None] = {}
        self.everybody: set[Everybody] = set()
        self._people = people
        self._everybody = everybody

    def mark(self, token: Token, sites: Sequence[Site]) -> None:
        """Turn a token of text, in place, into one that shows who is called in it."""
        pieces, end = [], 0
        for start, names in sites:
            key = next((key for key in names if start >= end and self._calls(key)), None)
            if key is not None:
                pieces += [escape(token.content[end:start], quote=False), self._shown(key)]
                end = start + 1 + len(names[key])
        if pieces:
            token.type = "html_inline"  # drawn as it is: nothing but what was escaped here is in it
            token.content = "".join(pieces) + escape(token.content[end:], quote=False)

    def _calls(self, key: str) -> bool:
        if key in self._everybody:
            return True
        person = self._people.get(key)
        return person is not None and (person.id in self.named or len(self.named) < NAMED_LIMIT)

    def _shown(self, key: str) -> str:
        if key in self._everybody:
            self.everybody.add(self._everybody[key])
            return f'<strong class="mention">@{self._everybody[key]}</strong>'
        person = self._people[key]
        self.named[person.id] = None
        return f'<a class="mention" href="#person-{person.id}">@{escape(person.username)}</a>'


def _sites_in(tokens: Sequence[Token]) -> list[tuple[Token, list[Site]]]:
    """Return the tokens of text in which somebody may be called: outside of quotes, code and links."""
    found, quoted, linked, left = [], 0, 0, LOOKED_AT
    for token in tokens:
        quoted += token.nesting if token.type.startswith("blockquote") else 0
        for child in (token.children or ()) if not quoted else ():
            linked += child.nesting if child.type.startswith("link") else 0
            if child.type == "text" and not linked and left > 0 and "@" in child.content:
                sites = list(_sites(child.content, left))
                left -= len(sites)
                found.append((child, sites))
    return found


def _sites(text: str, most: int) -> Iterator[Site]:
    for at in list(AT.finditer(text))[:most]:
        start = at.end()
        if at.start() and not is_apart(text[at.start() - 1], "x"):
            continue  # an address, or the like
        ends = range(min(len(text), start + NAME_LIMIT), start, -1)
        names = [text[start:end] for end in ends if _may_end(text, end)]
        yield Site(at.start(), {key: name for name in names if (key := _key(name))})


def _may_end(text: str, end: int) -> bool:
    return not text[end - 1].isspace() and (end == len(text) or is_apart(text[end - 1], text[end]))


def _key(name: str) -> str | None:
    try:
        return name_key(name)
    except Invalid:
        return None


def _crowd(tx: Tx, actor: Person, room: int, word: Everybody, manner: Manner) -> frozenset[int]:
    """Return everybody whom the actor may call by a word; nobody where he may not."""
    if actor.role == "guest":
        return frozenset()
    people = frozenset(tx.execute(PEOPLE, {"room": room}).scalars())
    owner = tx.execute(select(Room.owner_id).where(Room.id == room)).scalar()
    rules = actor.role == "owner" or owner == actor.id
    if len(people) > (CALLED_MOST if rules else CALLED_LIMIT):
        return frozenset()
    return people if word == "room" else people.intersection(manner.here)
