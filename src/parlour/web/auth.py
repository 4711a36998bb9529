"""Who is asking: by a bearer token, or else by the session cookie."""

from __future__ import annotations

from contextlib import suppress

from flask import g, request

from parlour.accounts.sessions import TOUCH_AFTER, Signed, session_for, touch
from parlour.errors import Unauthenticated, Unavailable
from parlour.store import Tx
from parlour.web.cookies import session_cookie
from parlour.web.site import read, write
from parlour.wire import Person


def signed() -> Signed | None:
    """Return the session of whoever asks, looked up once a request."""
    if "signed" not in g:
        g.signed = None  # should the look fail, the page that says so does not wait for another
        g.signed = _look_up()
    found: Signed | None = g.signed
    return found


def signed_in() -> Signed:
    """Return the session of whoever asks; raise `Unauthenticated`."""
    found = signed()
    if found is None:
        raise Unauthenticated
    return found


def actor() -> Person:
    """Return whoever asks; raise `Unauthenticated`."""
    return signed_in().person


def bearer() -> str | None:
    """Return the token in the Authorization header."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _look_up() -> Signed | None:
    token = bearer()
    if token is None:
        token = session_cookie()
    return read(lambda tx: _seen(tx, token)) if token else None


def _seen(tx: Tx, token: str) -> Signed | None:
    found = session_for(tx, token)
    if found is not None and found.seen_at <= tx.now - TOUCH_AFTER:
        with suppress(Unavailable):  # reading goes on while nothing can be written
            write(lambda writing: touch(writing, [found.session]))
    return found
