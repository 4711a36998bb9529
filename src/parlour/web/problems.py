"""What goes wrong, as it is answered: one shape of JSON for the API, one page for people."""

from __future__ import annotations

import math
from contextlib import suppress
from urllib.parse import quote

import structlog
from flask import Flask, Response, g, render_template, request
from werkzeug.exceptions import HTTPException

from parlour import errors
from parlour.errors import Problem, Unauthenticated, Unavailable
from parlour.security import new_token
from parlour.web.auth import signed
from parlour.web.shape import answer, is_api

log = structlog.get_logger("parlour.web")

BY_STATUS: dict[int, type[Problem]] = {
    404: errors.NotFound,
    405: errors.MethodNotAllowed,
    413: errors.TooLarge,
    415: errors.UnsupportedType,
}


def handle_problems(app: Flask) -> None:
    """Answer every exception that a request of `app` can raise."""
    app.register_error_handler(Problem, answer_problem)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(Exception, _answer_unexpected)


def answer_problem(problem: Problem) -> Response:
    """Return a refusal as JSON or as a page; someone who is not signed in is sent to do so."""
    if problem.status in (401, 403, 429):
        _note(problem)
    if is_api():
        made = answer({"error": problem.as_dict()}, problem.status)
    elif isinstance(problem, Unauthenticated) and request.method == "GET":
        return _to_sign_in()
    else:
        made = _page(problem)
    if isinstance(problem, Unauthenticated):
        made.headers["WWW-Authenticate"] = "Bearer"
    return with_pause(made, problem)


def with_pause(made: Response, problem: Problem) -> Response:
    """Say in the headers how long to wait, in whole seconds."""
    if problem.retry_after is not None:
        made.headers["Retry-After"] = str(math.ceil(problem.retry_after))
    return made


def _answer_http(error: HTTPException) -> Response:
    """Put Flask's own refusals into our words."""
    made = answer_problem(BY_STATUS.get(error.code or 500, errors.BadRequest)())
    if error.code == 405:
        made.headers["Allow"] = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
    return made


def _answer_unexpected(error: Exception) -> Response:
    """Tell the log everything and the visitor only where to find it."""
    reference = new_token()[:8]
    log.error("request_failed", reference=reference, view=request.endpoint, exc_info=error)
    return answer_problem(Problem(f"{Problem.text} If you report it, say {reference}."))


def _note(problem: Problem) -> None:
    # The view and not the path: that may hold a room's code or the owner link.
    found = g.get("signed")
    account = found.person.id if found else None
    log.info("refused", code=problem.code, view=request.endpoint, address=request.remote_addr, account=account)


def _to_sign_in() -> Response:
    return Response(status=303, headers={"Location": f"/login?next={quote(request.path)}"})


def _page(problem: Problem) -> Response:
    found = None
    with suppress(Unavailable):  # the database is away: the page comes all the same
        found = signed()
    html = render_template(
        "error.html",
        status=problem.status,
        problem=problem.text,
        retry_after=problem.retry_after,
        account=found.person if found else None,
    )
    return Response(html, problem.status)
