"""Forms as people fill them in: drawn, and drawn again with what was wrong next to the field."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Response, render_template, request

from parlour.accounts.sessions import end_session
from parlour.errors import NotFound, Problem
from parlour.web.auth import signed
from parlour.web.cookies import forget_session, keep_session
from parlour.web.csrf import csrf_token
from parlour.web.entering import Entered
from parlour.web.problems import with_pause
from parlour.web.site import write

SHOWN = ("username", "code", "room_name")  # never a password
HOME = "/chat"
NEXT_LIMIT = 500


def form(template: str, fields: tuple[str, ...], **context: object) -> Response:
    """Draw an empty form."""
    return _drawn(template, fields, None, context)


def submitted(template: str, fields: tuple[str, ...], act: Callable[[], Response], **context: object) -> Response:
    """Do what the form asks; when that is refused, draw it again with the reason and what was filled in."""
    try:
        return act()
    except NotFound as problem:
        if problem.field is None:
            raise
        return _drawn(template, fields, problem, context)
    except Problem as problem:
        if problem.status >= 500:
            raise
        return _drawn(template, fields, problem, context)


def text(name: str) -> str | None:
    """Return what was filled in, or None when it is blank."""
    return request.form.get(name, "").strip() or None


def asked_next() -> str | None:
    """Return where somebody wanted to go before signing in, if that is a place of ours."""
    return safe_path(request.values.get("next", ""))


def safe_path(address: str) -> str | None:
    """Return a path on this site and nothing else: browsers read `//host` and `/\\host` as another site."""
    if not address.startswith("/") or len(address) > NEXT_LIMIT or not address.isprintable() or "\\" in address:
        return None
    parts = urlsplit(address)
    return address if not parts.scheme and not parts.netloc and not address.startswith("//") else None


def welcome(entered: Entered, to: str | None = None) -> Response:
    """Hand over a new session and go on to the room, to `to`, or to the chat; an earlier session here is over."""
    before = signed()
    if before is not None:
        write(lambda tx: end_session(tx, before.person, before.session))
    made = go(f"/chat/{entered.room}" if entered.room else to or HOME)
    keep_session(made, entered.token)
    return made


def farewell() -> Response:
    """End the session, forget it in the browser, and whatever the browser kept for it."""
    found = signed()
    if found is not None:
        write(lambda tx: end_session(tx, found.person, found.session))
    made = go("/")
    forget_session(made)
    made.headers["Clear-Site-Data"] = '"storage"'
    return made


def go(to: str) -> Response:
    """Send the browser on to a path of ours, by GET."""
    return Response(status=303, headers={"Location": to})


def _drawn(template: str, fields: tuple[str, ...], problem: Problem | None, context: dict[str, object]) -> Response:
    at_field = problem is not None and problem.field in fields
    html = render_template(
        template,
        csrf_token=csrf_token(),
        values={name: request.values.get(name, "") for name in SHOWN} | {"next": asked_next()},
        errors={problem.field: problem.text} if problem and at_field else {},
        problem=_said(problem) if problem and not at_field else None,
        **context,
    )
    made = Response(html, problem.status if problem else 200)
    return with_pause(made, problem) if problem else made


def _said(problem: Problem) -> str:
    if problem.retry_after is None:
        return problem.text
    return f"{problem.text} You can try again in {round(problem.retry_after) or 1} seconds."
