"""The page behind the link with which somebody takes over the account that was imported for him."""

from __future__ import annotations

from flask import Blueprint, Response, request

from parlour.accounts.claims import claimant, take_over
from parlour.accounts.passwords import checked_password, hashed
from parlour.accounts.sessions import open_session
from parlour.store import Tx
from parlour.web.entering import Entered, noted
from parlour.web.forms import form, submitted, welcome
from parlour.web.site import caller, read, site, visit, write
from parlour.wire import Person

views = Blueprint("claim", __name__)

PAGE = "claim.html"
FIELDS = ("password",)


@views.get("/claim/<token>")
def show(token: str) -> Response:
    return form(PAGE, FIELDS, person=_person(token))


@views.post("/claim/<token>")
def create(token: str) -> Response:
    person = _person(token)

    def act() -> Response:
        site().throttle.hit("register", caller())
        plain = checked_password(request.form.get("password", ""), person.username)
        return welcome(_entered(token, hashed(plain)))

    return submitted(PAGE, FIELDS, act, person=person)


def _person(token: str) -> Person:
    return read(lambda tx: claimant(tx, site().secret, token))


def _entered(token: str, password_hash: str) -> Entered:
    secret, here = site().secret, visit()

    def act(tx: Tx) -> Entered:
        person = take_over(tx, secret, token, password_hash)
        return Entered(person, open_session(tx, person, here))

    return noted("account_claimed", write(act))
