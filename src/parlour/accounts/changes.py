"""A person's own counter: when it moves, all his devices fetch what concerns him again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import update

from parlour.accounts.models import Account
from parlour.events import AccountChanged
from parlour.store import Tx
from parlour.wire import Person


def note_change(tx: Tx, person: Person) -> None:
    """Count a change of what concerns a person, and announce it."""
    note_changes(tx, [person])


def note_changes(tx: Tx, people: Sequence[Person]) -> None:
    """Count a change for each of several people, and announce them as they are now.

    Whoever acts may know them from before: what a guest has read is written after he has become a member.
    """
    theirs = update(Account).where(Account.id.in_([person.id for person in people]))
    counted = theirs.values(rev=Account.rev + 1).returning(Account.id, Account.rev, Account.username, Account.role)
    now = {row.id: row for row in tx.execute(counted)}
    for person in people:
        row = now[person.id]
        tx.announce(AccountChanged(row.id, row.rev, Person(row.id, row.username, row.role)))
