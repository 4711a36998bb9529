"""The REST door of accounts: come in for the first time, see oneself, set a password."""

from __future__ import annotations

from flask import Blueprint, Response
from msgspec import Struct

from parlour.web.auth import actor, bearer, signed_in
from parlour.web.claiming import set_password
from parlour.web.cookies import keep_session
from parlour.web.entering import Entered, as_guest, as_member
from parlour.web.shape import answer, body_as
from parlour.web.standing import ready_for
from parlour.web.wish import Wish

views = Blueprint("accounts", __name__, url_prefix="/api/v1")


class NewGuest(Struct):
    username: str
    code: str | None = None


class NewAccount(Struct):
    username: str
    password: str
    code: str | None = None


class NewPassword(Struct):
    password: str
    current_password: str | None = None


@views.post("/guests")
def create_guest() -> Response:
    body = body_as(NewGuest)
    return _entered(as_guest(body.username, Wish(body.code)))


@views.post("/accounts")
def create_account() -> Response:
    body = body_as(NewAccount)
    return _entered(as_member(body.username, body.password, Wish(body.code)))


@views.get("/me")
def show_me() -> Response:
    return answer(ready_for(actor()))


@views.patch("/me")
def update_me() -> Response:
    found, body = signed_in(), body_as(NewPassword)
    person, token = set_password(found, body.password, body.current_password)
    # The new token goes to whoever showed the old one: in the answer, or in the cookie no script can read.
    if bearer() is not None:
        return answer({"account": person, "token": token})
    made = answer({"account": person})
    keep_session(made, token)
    return made


def _entered(entered: Entered) -> Response:
    return answer({"account": entered.person, "token": entered.token}, 201)
