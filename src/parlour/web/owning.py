"""Coming in by the owner link with a new account, whatever the mode of sign-up."""

from __future__ import annotations

from parlour.accounts.actions import check_name, register
from parlour.accounts.ownership import check_owner_link, make_owner
from parlour.accounts.passwords import checked_password, hashed
from parlour.accounts.sessions import open_session
from parlour.store import Tx
from parlour.web.entering import Entered, noted
from parlour.web.site import read, visit, write


def as_owner(token: str, username: str, password: str) -> Entered:
    """Make an account and make it the owner; raise `NotFound` when the link is of no use."""
    read(lambda tx: check_owner_link(tx, token))
    plain = checked_password(password, read(lambda tx: check_name(tx, username)))
    password_hash, here = hashed(plain), visit()

    def act(tx: Tx) -> Entered:
        person = make_owner(tx, register(tx, username, password_hash), token)
        return Entered(person, open_session(tx, person, here))

    return noted("owner_made", write(act))
