"""One message as a search sees it, and whether it is what was asked for: the same question on every database."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from parlour.search.query import Query

Place = tuple[int, int, int]


class Line(NamedTuple):
    """`text` is folded; columns in the order of `SearchText` without its number."""

    room: int
    seq: int
    author: int
    at: int
    traits: int
    text: str

    @property
    def place(self) -> Place:
        """Where it stands among all others: by time, and what was said in one moment by its place."""
        return self.at, self.room, self.seq


class Scope(NamedTuple):
    """What a query may find: in these rooms, by these authors (None: by anybody), before a place.

    `posts` is how many messages the rooms have, `all_posts` how many there are in all.
    """

    rooms: Collection[int]
    authors: Collection[int] | None
    posts: int
    all_posts: int
    before: Place | None = None

    @property
    def is_empty(self) -> bool:
        return not self.rooms or (self.authors is not None and not self.authors)


def fits(line: Line, query: Query, scope: Scope) -> bool:
    """Tell whether a message is what was asked for."""
    return (
        line.room in scope.rooms
        and (scope.authors is None or line.author in scope.authors)
        and (scope.before is None or line.place < scope.before)
        and (query.since is None or line.at >= query.since)
        and (query.until is None or line.at < query.until)
        and line.traits & query.has == query.has
        and says(line.text, query)
    )


def says(text: str, query: Query) -> bool:
    """Tell whether a folded text has what it must have, and not what it must not."""
    return all(word in text for word in query.words) and not any(word in text for word in query.without)


def whole_words(text: str, query: Query) -> int:
    """Return how many of the query's words stand by themselves in a folded text."""
    return sum(bool(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)) for word in query.words)
