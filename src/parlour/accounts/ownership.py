"""The server's owner: made once, by a link that only whoever started the server has seen."""

from __future__ import annotations

import msgspec
from sqlalchemy import delete, insert, select, update

from parlour.accounts.actions import changed_rights
from parlour.accounts.models import Account
from parlour.errors import NotFound
from parlour.security import digest, new_token, same
from parlour.store import Store, Tx
from parlour.store.schema import Fact
from parlour.wire import Person

FACT = "owner_link"


def owner_link(store: Store) -> str | None:
    """Return a new token for `/setup/<token>`, ending any earlier one; None once there is an owner."""
    return store.write(renew_owner_link)


def renew_owner_link(tx: Tx) -> str | None:
    """As `owner_link`, within a transaction."""
    tx.execute(delete(Fact).where(Fact.name == FACT))
    if _has_owner(tx):
        return None
    token = new_token()
    tx.execute(insert(Fact).values(name=FACT, value=digest(token)))
    return token


def check_owner_link(tx: Tx, token: str) -> None:
    """Raise `NotFound` unless the token is the present one and still of use."""
    known = tx.execute(select(Fact.value).where(Fact.name == FACT)).scalar()
    if known is None or not same(known, digest(token)) or _has_owner(tx):
        raise NotFound("This link has been used, or the server was started again since.")


def make_owner(tx: Tx, person: Person, token: str) -> Person:
    """Make a person with a password the owner and use the link up; raise `NotFound`."""
    check_owner_link(tx, token)
    tx.execute(delete(Fact).where(Fact.name == FACT))
    made = tx.execute(
        update(Account).where(Account.id == person.id, Account.password.is_not(None)).values(role="owner")
    )
    if not made.rowcount:
        raise NotFound
    return msgspec.structs.replace(person, role="owner")


def become_owner(tx: Tx, person: Person, session: int, token: str) -> tuple[Person, str]:
    """As `make_owner`, for somebody who is signed in; return him and his new token."""
    return changed_rights(tx, make_owner(tx, person, token), session)


def _has_owner(tx: Tx) -> bool:
    return tx.execute(select(Account.id).where(Account.role == "owner").limit(1)).first() is not None
