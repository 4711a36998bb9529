"""Up to where what was said has been looked through for the words that people wait for: a number of the index."""

from __future__ import annotations

from sqlalchemy import func, insert, select, update

from parlour.keywords.models import Keyword
from parlour.search.models import SearchText
from parlour.store import Tx
from parlour.store.schema import Fact

NAME = "keywords"
LAST = select(func.coalesce(func.max(SearchText.id), 0))
ANY = select(Keyword.account_id).limit(1)


def mark_of(tx: Tx) -> int:
    """Return the last number that was looked at: not past the end, which moves back when the newest are deleted."""
    return min(_kept(tx), _last(tx))


def set_mark(tx: Tx, last: int) -> None:
    """Go on after this number."""
    if not tx.execute(update(Fact).where(Fact.name == NAME).values(value=str(last))).rowcount:
        tx.execute(insert(Fact).values(name=NAME, value=str(last)))


def begin_now(tx: Tx) -> None:
    """Leave out what was said while nobody waited for anything."""
    if tx.execute(ANY).first() is None:
        set_mark(tx, _last(tx))


def is_due(tx: Tx) -> bool:
    """Tell whether somebody waits, and the mark is not at the end."""
    return tx.execute(ANY).first() is not None and _kept(tx) != _last(tx)


def _kept(tx: Tx) -> int:
    return int(tx.execute(select(Fact.value).where(Fact.name == NAME)).scalar() or 0)


def _last(tx: Tx) -> int:
    return int(tx.execute(LAST).scalar_one())
