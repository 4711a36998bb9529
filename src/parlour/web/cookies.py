"""The two cookies: the session's token, and before sign-in the number a form's CSRF token is made from."""

from __future__ import annotations

from flask import Response, request

from parlour.accounts.sessions import ABSOLUTE
from parlour.clock import SECOND
from parlour.web.site import site

PREFIX = "__Host-"  # a promise that browsers keep: secure, this host only, whole site
SESSION = "parlour"
FORM = "parlour-form"
SESSION_NAMES = (SESSION, PREFIX + SESSION)


def session_cookie() -> str | None:
    """Return the token that the browser holds."""
    return request.cookies.get(_name(SESSION))


def form_cookie() -> str | None:
    """Return the number that the browser holds."""
    return request.cookies.get(_name(FORM))


def keep_session(answer: Response, token: str) -> None:
    """Have the browser hold a token; the server decides how long it is good for."""
    _keep(answer, SESSION, token, ABSOLUTE // SECOND)


def keep_form(answer: Response, number: str) -> None:
    """Have the browser hold a number until it is closed."""
    _keep(answer, FORM, number, None)


def forget_session(answer: Response) -> None:
    """Have the browser forget the token."""
    _keep(answer, SESSION, "", 0)


def _keep(answer: Response, name: str, value: str, seconds: int | None) -> None:
    secure = site().settings.secure
    answer.set_cookie(_name(name), value, max_age=seconds, path="/", secure=secure, httponly=True, samesite="Lax")


def _name(name: str) -> str:
    return PREFIX + name if site().settings.secure else name
