"""Accounts that were imported have no password: a link from the server's owner lets somebody take over his own.

Nothing is stored for a link: the server's secret signs it, and it is good until the account has a password.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, select, update

from parlour.accounts.models import Account
from parlour.accounts.names import name_key
from parlour.errors import NotFound
from parlour.security import same
from parlour.store import Tx
from parlour.wire import Person


def claim_token(secret: str, account: int) -> str:
    """Return what goes into the link for an account."""
    return f"{account}.{_mark(secret, account)}"


def unclaimed(tx: Tx, name: str | None = None) -> list[Person]:
    """Return the people whom nobody can sign in as, or the one of a name; raise `Invalid` for what is no name."""
    found = select(Account.id, Account.username, Account.role).where(_is_unclaimed()).order_by(Account.id)
    if name is not None:
        found = found.where(Account.name_key == name_key(name))
    return [_person(row) for row in tx.execute(found)]


def claimant(tx: Tx, secret: str, token: str) -> Person:
    """Return whom a link lets one become; raise `NotFound` when it is none, or was used."""
    row = tx.execute(select(Account.id, Account.username, Account.role).where(_named_by(secret, token))).first()
    if row is None:
        raise NotFound("This link has been used, or was not copied whole.")
    return _person(row)


def take_over(tx: Tx, secret: str, token: str, password_hash: str) -> Person:
    """Give the account of a link its password; raise `NotFound`."""
    person = claimant(tx, secret, token)
    tx.execute(update(Account).where(Account.id == person.id, _is_unclaimed()).values(password=password_hash))
    return person


def _is_unclaimed() -> ColumnElement[bool]:
    return and_(Account.role == "member", Account.password.is_(None))


def _named_by(secret: str, token: str) -> ColumnElement[bool]:
    number, _, mark = token.partition(".")
    account = int(number) if number.isascii() and number.isdigit() and len(number) < 17 else 0
    known = same(mark, _mark(secret, account))
    return and_(Account.id == (account if known else 0), _is_unclaimed())


def _mark(secret: str, account: int) -> str:
    return hmac.new(secret.encode(), f"claim {account}".encode(), hashlib.sha256).hexdigest()


def _person(row: Row[Any]) -> Person:
    return Person(row.id, row.username, row.role)
