"""Changes only from our own pages: a token bound to the session, or before sign-in to a cookie, and the origin."""

from __future__ import annotations

import hashlib
import hmac

from flask import Response, g, request

from parlour.errors import BadCsrf, BadOrigin
from parlour.security import new_token, same
from parlour.web.auth import bearer, signed
from parlour.web.cookies import form_cookie, keep_form
from parlour.web.origin import is_foreign
from parlour.web.shape import is_api
from parlour.web.site import site

CHANGING = ("POST", "PUT", "PATCH", "DELETE")


def csrf_token() -> str:
    """Return the token that this visitor's forms and scripts must show."""
    found = signed()
    if found is not None:
        return _mark(f"session {found.session}")
    if "form_number" not in g:
        g.form_number = form_cookie() or new_token()
    return _mark(f"form {g.form_number}")


def protect() -> None:
    """Before every request: refuse changes that our own pages did not ask for; raise `BadOrigin`, `BadCsrf`."""
    if request.method not in CHANGING or request.endpoint is None:
        return
    if bearer() is not None:  # no other site can make a browser send one
        return
    if is_foreign(request.headers, site().settings):  # Werkzeug's headers do not mind the case
        raise BadOrigin
    if is_api() and signed() is None:  # nothing here that a forger could borrow
        return
    if not same(_shown(), csrf_token()):
        raise BadCsrf


def remember(answer: Response) -> None:
    """After a request that made a token for a visitor: let the browser hold its number."""
    if "form_number" in g and g.form_number != form_cookie():
        keep_form(answer, g.form_number)


def _shown() -> str:
    header = request.headers.get("X-CSRF-Token")
    if header is not None or is_api():
        return header or ""
    return request.form.get("csrf_token", "")


def _mark(text: str) -> str:
    return hmac.new(site().secret.encode(), text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
