"""What can be asked about accounts."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select

from parlour.accounts.models import Account, Session
from parlour.accounts.names import name_key
from parlour.accounts.sessions import has_live_session
from parlour.errors import Invalid
from parlour.store import Tx
from parlour.wire import Person


class Credentials(NamedTuple):
    """Who somebody says he is, and the hash his password must fit."""

    person: Person
    password: str


class Device(NamedTuple):
    """One session in the list its owner sees; times are in milliseconds."""

    id: int
    created_at: int
    seen_at: int
    address: str
    device: str


def credentials_of(tx: Tx, username: str) -> Credentials | None:
    """Return the account that signs in by a name; None for unknown names and for guests."""
    try:
        key = name_key(username)
    except Invalid:
        return None
    found = tx.execute(select(Account).where(Account.name_key == key, Account.password.is_not(None))).first()
    return Credentials(Person(found.id, found.username, found.role), found.password) if found else None


def password_of(tx: Tx, person: Person) -> str | None:
    """Return the hash of a person's password; None for a guest."""
    found: str | None = tx.execute(select(Account.password).where(Account.id == person.id)).scalar_one()
    return found


def is_free(tx: Tx, username: str) -> bool:
    """Tell whether a name can be taken: nobody's, or that of a guest who is signed in nowhere."""
    holder = tx.execute(select(Account.id, Account.role).where(Account.name_key == name_key(username))).first()
    return holder is None or (holder.role == "guest" and not has_live_session(tx, holder.id))


def devices_of(tx: Tx, person: Person) -> list[Device]:
    """Return where a person is signed in, the latest used first."""
    live = select(Session.id, Session.created_at, Session.seen_at, Session.address, Session.device)
    live = live.where(Session.account_id == person.id, Session.expires_at > tx.now)
    found = tx.execute(live.order_by(Session.seen_at.desc(), Session.id.desc()))
    return [Device(row.id, row.created_at, row.seen_at, row.address, row.device) for row in found]
