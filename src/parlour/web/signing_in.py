"""Coming in again, by name and password."""

from __future__ import annotations

import structlog

from parlour.accounts.actions import sign_in
from parlour.accounts.names import name_key
from parlour.accounts.passwords import fits, hashed, is_outdated
from parlour.accounts.reads import credentials_of
from parlour.errors import Invalid, WrongCredentials
from parlour.web.entering import Entered, noted
from parlour.web.site import caller, read, site, visit, write

log = structlog.get_logger("parlour.accounts")


def by_password(username: str, password: str) -> Entered:
    """Sign in; unknown names, guests and wrong passwords answer alike, after the same time."""
    throttle, address = site().throttle, caller()
    # Failures are counted by name and address together: a victim still gets in from elsewhere.
    name = _key_or_none(username)
    throttle.check("sign_in_address", address)
    throttle.check("sign_in_name", name, address)
    known = read(lambda tx: credentials_of(tx, username))
    if not fits(password, known.password if known else None) or known is None:
        log.warning("sign_in_failed", address=address, account=known.person.id if known else None)
        throttle.hit("sign_in_address", address)
        throttle.hit("sign_in_name", name, address)
        raise WrongCredentials
    rehashed = hashed(password) if is_outdated(known.password) else None
    here = visit()
    return noted("signed_in", Entered(known.person, write(lambda tx: sign_in(tx, known, here, rehashed))))


def _key_or_none(username: str) -> str:
    try:
        return name_key(username)
    except Invalid:
        return ""
