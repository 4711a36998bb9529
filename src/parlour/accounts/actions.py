"""What can be done with accounts. Passwords come in as hashes: hashing takes too long for a transaction."""

from __future__ import annotations

import msgspec
from sqlalchemy import insert, update

from parlour.accounts.changes import note_change
from parlour.accounts.models import Account
from parlour.accounts.names import display_name, name_key
from parlour.accounts.reads import Credentials, is_free, password_of
from parlour.accounts.sessions import Visit, end_other_sessions, open_session, renew_token
from parlour.errors import Conflict, NameTaken, WrongCredentials
from parlour.store import Tx
from parlour.wire import Person, Role


def register(tx: Tx, username: str, password_hash: str) -> Person:
    """Make an account that signs in with a password; raise `Invalid` or `NameTaken`."""
    return _add(tx, username, "member", password_hash)


def enter_as_guest(tx: Tx, username: str) -> Person:
    """Make an account that has nothing but a name; raise `Invalid` or `NameTaken`."""
    return _add(tx, username, "guest", None)


def check_name(tx: Tx, username: str) -> str:
    """Return a name as it will be shown; raise `Invalid` or `NameTaken`."""
    name = display_name(username)
    if not is_free(tx, name):
        raise NameTaken(field="username")
    return name


def sign_in(tx: Tx, known: Credentials, visit: Visit, rehashed: str | None = None) -> str:
    """Open a session after the password fitted; raise `WrongCredentials` if it was changed since."""
    _exchange_password(tx, known.person, known.password, rehashed or known.password)
    return open_session(tx, known.person, visit)


def claim(tx: Tx, guest: Person, session: int, password_hash: str) -> tuple[Person, str]:
    """Make a guest a member by a password: the same person, all he said stays his. Return him and his new token."""
    if password_of(tx, guest) is not None:
        raise Conflict("This account has a password already.")
    tx.execute(update(Account).where(Account.id == guest.id).values(role="member", password=password_hash))
    return changed_rights(tx, msgspec.structs.replace(guest, role="member"), session)


def change_password(tx: Tx, person: Person, session: int, was: str, becomes: str) -> str:
    """Exchange one hash for another and end every other session; return the new token of this one."""
    _exchange_password(tx, person, was, becomes)
    return changed_rights(tx, person, session)[1]


def changed_rights(tx: Tx, person: Person, session: int) -> tuple[Person, str]:
    """After a change of rights: tell the person's devices, end his other sessions, renew the token of this one."""
    note_change(tx, person)
    end_other_sessions(tx, person, kept=session)
    return person, renew_token(tx, person, session)


def _add(tx: Tx, username: str, role: Role, password_hash: str | None) -> Person:
    name = check_name(tx, username)
    key = name_key(name)
    # A guest who is gone keeps the name on what he said, and loses the claim to it.
    tx.execute(update(Account).where(Account.name_key == key).values(name_key=None))
    values = {"username": name, "name_key": key, "role": role, "password": password_hash, "created_at": tx.now}
    made = tx.execute(insert(Account).values(values).returning(Account.id)).scalar_one()
    return Person(made, name, role)


def _exchange_password(tx: Tx, person: Person, was: str, becomes: str) -> None:
    """Compare and set: the check ran before this transaction, and the password may be another by now."""
    mine = (Account.id == person.id) & (Account.password == was)
    if not tx.execute(update(Account).where(mine).values(password=becomes)).rowcount:
        raise WrongCredentials
