"""The pages before the chat: just a name, sign in, register, sign out."""

from __future__ import annotations

from flask import Blueprint, Response, request

from parlour.errors import Invalid
from parlour.web.auth import signed
from parlour.web.entering import as_guest, as_member
from parlour.web.forms import HOME, asked_next, farewell, form, go, submitted, text, welcome
from parlour.web.signing_in import by_password
from parlour.web.wish import Wish

views = Blueprint("entrance", __name__)

PAGE = "entrance.html"
GUEST = ("username", "code", "room_name")
MEMBER = ("username", "password", "code")
LOGIN = ("username", "password")


@views.get("/")
def show() -> Response:
    return go(HOME) if signed() else form(PAGE, GUEST)


@views.post("/guest")
def create_guest() -> Response:
    def act() -> Response:
        return welcome(as_guest(request.form.get("username", ""), _wish()), asked_next())

    return submitted(PAGE, GUEST, act)


@views.get("/login")
def new_session() -> Response:
    return go(asked_next() or HOME) if signed() else form(PAGE, LOGIN)


@views.post("/login")
def create_session() -> Response:
    def act() -> Response:
        entered = by_password(request.form.get("username", ""), request.form.get("password", ""))
        return welcome(entered, asked_next())

    return submitted(PAGE, LOGIN, act)


@views.get("/register")
def new_account() -> Response:
    return go(asked_next() or HOME) if signed() else form(PAGE, MEMBER)


@views.post("/register")
def create_account() -> Response:
    def act() -> Response:
        wish = Wish(text("code") or _code_in(asked_next()))
        entered = as_member(request.form.get("username", ""), request.form.get("password", ""), wish)
        return welcome(entered, asked_next())

    return submitted(PAGE, MEMBER, act)


@views.post("/logout")
def destroy_session() -> Response:
    return farewell()


def _wish() -> Wish:
    """Return the room asked for; the field for a new one counts only with its own button."""
    if not text("create_room"):
        return Wish(text("code"))
    name = text("room_name")
    if name is None:
        raise Invalid("Please give the room a name.", field="room_name")
    return Wish(text("code"), name)


def _code_in(path: str | None) -> str | None:
    """Return the code of the invitation somebody came from."""
    return path.removeprefix("/join/") if path and path.startswith("/join/") else None
