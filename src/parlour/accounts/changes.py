"""A person's own counter: when it moves, all his devices fetch what concerns him again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import update

from parlour.accounts.models import Account
from parlour.events import AccountChanged
from parlour.store import Tx
from parlour.wire import Person


def note_change(tx: Tx, person: Person) -> None:
    """Count a change of what concerns a person (as he is now), and announce it."""
    note_changes(tx, [person])


def note_changes(tx: Tx, people: Sequence[Person]) -> None:
    """Count a change for each of several people, and announce them."""
    theirs = update(Account).where(Account.id.in_([person.id for person in people]))
    counted = tx.execute(theirs.values(rev=Account.rev + 1).returning(Account.id, Account.rev))
    revs = {row.id: row.rev for row in counted}
    for person in people:
        tx.announce(AccountChanged(person.id, revs[person.id], person))
