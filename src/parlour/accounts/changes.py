"""A person's own counter: when it moves, all his devices fetch what concerns him again."""

from __future__ import annotations

from sqlalchemy import update

from parlour.accounts.models import Account
from parlour.events import AccountChanged
from parlour.store import Tx
from parlour.wire import Person


def note_change(tx: Tx, person: Person) -> None:
    """Count a change of what concerns a person (as he is now), and announce it."""
    rev = tx.execute(
        update(Account).where(Account.id == person.id).values(rev=Account.rev + 1).returning(Account.rev)
    ).scalar_one()
    tx.announce(AccountChanged(person.id, rev, person))
