"""The page behind the one-time link that makes its visitor the owner."""

from __future__ import annotations

from flask import Blueprint, Response, request

from parlour.accounts.ownership import become_owner, check_owner_link
from parlour.accounts.sessions import Signed
from parlour.web.auth import signed
from parlour.web.cookies import keep_session
from parlour.web.forms import HOME, form, go, submitted, welcome
from parlour.web.owning import as_owner
from parlour.web.site import read, write

views = Blueprint("setup", __name__)

PAGE = "setup.html"
FIELDS = ("username", "password")


@views.get("/setup/<token>")
def show(token: str) -> Response:
    read(lambda tx: check_owner_link(tx, token))
    found = _with_password()
    return form(PAGE, FIELDS, account=found.person if found else None)


@views.post("/setup/<token>")
def create(token: str) -> Response:
    found = _with_password()

    def act() -> Response:
        if found is None:
            return welcome(as_owner(token, request.form.get("username", ""), request.form.get("password", "")))
        _, renewed = write(lambda tx: become_owner(tx, found.person, found.session, token))
        made = go(HOME)
        keep_session(made, renewed)
        return made

    return submitted(PAGE, FIELDS, act, account=found.person if found else None)


def _with_password() -> Signed | None:
    """Return who asks, unless he is a guest: an owner must be able to sign in again."""
    found = signed()
    return found if found and found.person.role != "guest" else None
