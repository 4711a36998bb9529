"""Setting a password: a guest keeps his name by it, a member changes the one he has."""

from __future__ import annotations

import structlog

from parlour.accounts.actions import change_password, claim
from parlour.accounts.passwords import checked_password, fits, hashed
from parlour.accounts.reads import password_of
from parlour.accounts.sessions import Signed
from parlour.errors import WrongCredentials
from parlour.web.site import read, site, write
from parlour.wire import Person

log = structlog.get_logger("parlour.accounts")


def set_password(found: Signed, password: str, current: str | None) -> tuple[Person, str]:
    """Set the password of whoever is signed in; return him and the new token of his session."""
    site().throttle.hit("password", found.person.id)
    plain = checked_password(password, found.person.username)
    was = read(lambda tx: password_of(tx, found.person))
    if was is not None and not fits(current or "", was):
        raise WrongCredentials("That is not your present password.", field="current_password")
    log.info("password_set", account=found.person.id)
    becomes = hashed(plain)
    if was is None:
        return write(lambda tx: claim(tx, found.person, found.session, becomes))
    return found.person, write(lambda tx: change_password(tx, found.person, found.session, was, becomes))
