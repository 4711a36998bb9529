"""What can be asked of the search."""

from __future__ import annotations

from parlour.search.finding import best_page, newest_page
from parlour.search.hits import hits_of
from parlour.search.patience import patience
from parlour.search.query import parsed
from parlour.search.scope import place_of, scope_of
from parlour.store import Tx
from parlour.wire import Hits, Person, Search


def search_messages(tx: Tx, actor: Person, asked: Search) -> Hits:
    """Return a page of the actor's messages; raise `Invalid`, `NotFound`, or `Unavailable` if it takes long."""
    query = parsed(asked.q)
    before = place_of(tx, actor, asked.before) if asked.before is not None else None
    scope, behind = scope_of(tx, actor, query)
    if scope.is_empty:
        return Hits(hits=[])
    page_of = best_page if asked.sort == "relevance" else newest_page
    with patience(tx):
        page = page_of(tx, query, scope._replace(before=before), behind)
        hits = hits_of(tx, query, page.lines)
    last = page.lines[-1] if page.more else None
    return Hits(hits=hits, complete=page.complete, before=f"{last.room}:{last.seq}" if last else None)
