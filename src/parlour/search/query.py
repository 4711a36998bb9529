"""What somebody typed into the search field, taken apart; what is no operator is looked for as it was typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import NamedTuple, NoReturn

from parlour.clock import DAY
from parlour.errors import Invalid
from parlour.search.folding import STATES, TRAITS, folded
from parlour.text import UNSTORABLE
from parlour.wire import SEARCH_LIMIT

TERMS_LIMIT = 20
OPERATORS = ("from", "in", "before", "after", "on", "has", "is")
# What elsewhere is an operator is none of ours, and hardly what somebody wrote: better said than searched for.
ELSEWHERE = ("to", "with", "during", "mentions", "near", "since", "until", "type", "filename")
TERM = re.compile(r'(?:(-)(?=[^\s-]))?(?:([A-Za-z]+):(?=[^\s/:]))?(?:"([^"]+)"|(\S+))')
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class Query(NamedTuple):
    """All `words` and none of `without`, folded; by one of `people`, in one of `rooms`, if any are named.

    `since` and `until` are in milliseconds, the latter no longer in it; `has` are the bits of TRAITS and STATES.
    """

    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    has: int = 0


def parsed(text: str) -> Query:
    """Take apart what was typed; raise `Invalid` when it is empty, too long or means nothing."""
    if len(text) > SEARCH_LIMIT:
        _refuse(f"At most {SEARCH_LIMIT} characters, please; this has {len(text)}.")
    if UNSTORABLE.search(text):
        _refuse("That has characters that no message can have.")
    terms = TERM.findall(text)
    if len(terms) > TERMS_LIMIT:
        _refuse(f"At most {TERMS_LIMIT} words, please; these are {len(terms)}.")
    query = Query()
    for minus, name, phrase, word in terms:
        query = _with_term(query, minus, name, phrase or word)
    if query == Query():
        _refuse("Type what to look for.")
    return query


def _with_term(query: Query, minus: str, name: str, value: str) -> Query:
    operator = name.lower()
    if operator in ELSEWHERE:
        _refuse(f"There is no {operator}: here. There are {', '.join(f'{one}:' for one in OPERATORS)}.")
    if operator in OPERATORS:
        if minus:
            _refuse("Only words can be left out with a minus.")
        return _with_operator(query, operator, value)
    word = folded(f"{name}:{value}" if name else value).strip()
    if not word:
        return query
    return query._replace(without=(*query.without, word)) if minus else query._replace(words=(*query.words, word))


def _with_operator(query: Query, operator: str, value: str) -> Query:
    match operator:
        case "from":
            return query._replace(people=(*query.people, value.removeprefix("@")))
        case "in":
            return query._replace(rooms=(*query.rooms, folded(value.removeprefix("#"))))
        case "has":
            return query._replace(has=query.has | _bit(TRAITS, value, "has:link or has:code"))
        case "is":
            return query._replace(has=query.has | _bit(STATES, value, "is:thread"))
        case _:
            return _with_day(query, operator, _day(value))


def _with_day(query: Query, operator: str, day: int) -> Query:
    since = {"after": day + DAY, "on": day}.get(operator)
    until = {"before": day, "on": day + DAY}.get(operator)
    return query._replace(
        since=max((one for one in (query.since, since) if one is not None), default=None),
        until=min((one for one in (query.until, until) if one is not None), default=None),
    )


def _bit(bits: Mapping[str, int], value: str, known: str) -> int:
    found = bits.get(value.lower())
    return found or _refuse(f"That is not known here: there is {known}.")


def _day(value: str) -> int:
    """Return the beginning of a day, UTC."""
    try:
        day = date.fromisoformat(value if DATE.fullmatch(value) else "")
    except ValueError:
        _refuse("A day is written as 2026-01-31.")
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1000


def _refuse(words: str) -> NoReturn:
    raise Invalid(words, field="q")
