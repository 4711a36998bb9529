"""One page of what a query finds: the newest, or of the newest those that say it best."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from parlour.search.candidates import Found, newest_in_index
from parlour.search.lines import Line, Place, Scope, whole_words
from parlour.search.query import Query
from parlour.search.scope import Behind
from parlour.search.unindexed import newest_unindexed
from parlour.store import Tx
from parlour.wire import SEARCH_PAGE

RANKED = 200  # so many of the newest that fit are compared with one another


class Page(NamedTuple):
    """`more`: there is a page after it; `complete`: nothing was left out for having to be looked through."""

    lines: list[Line]
    more: bool
    complete: bool


def newest_page(tx: Tx, query: Query, scope: Scope, behind: Sequence[Behind]) -> Page:
    """Return the newest messages that fit."""
    found = _newest(tx, query, scope, behind, SEARCH_PAGE + 1)
    return Page(found.lines[:SEARCH_PAGE], len(found.lines) > SEARCH_PAGE, found.complete)


def best_page(tx: Tx, query: Query, scope: Scope, behind: Sequence[Behind]) -> Page:
    """Return those in which most words stand by themselves, and of equals the newest."""
    found = _newest(tx, query, scope._replace(before=None), behind, RANKED + 1)
    lines = sorted(found.lines[:RANKED], key=lambda line: (whole_words(line.text, query), line.place), reverse=True)
    start = 1 + next((at for at, line in enumerate(lines) if line.place == scope.before), -1)
    end = start + SEARCH_PAGE
    return Page(lines[start:end], end < len(lines), found.complete and len(found.lines) <= RANKED)


def _newest(tx: Tx, query: Query, scope: Scope, behind: Sequence[Behind], most: int) -> Found:
    """Return the newest that fit from the index and beside it; what is in both is what it is beside it."""
    beside, indexed = newest_unindexed(tx, query, scope, behind), newest_in_index(tx, query, scope, most)
    lines: dict[Place, Line] = {line.place: line for line in (*indexed.lines, *beside.lines)}
    newest = [lines[place] for place in sorted(lines, reverse=True)]
    return Found(newest[:most], beside.complete and indexed.complete)
