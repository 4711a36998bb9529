"""The REST door of sessions: sign in, see where one is signed in, sign out."""

from __future__ import annotations

from flask import Blueprint, Response
from msgspec import Struct

from parlour.accounts.reads import devices_of
from parlour.accounts.sessions import end_other_sessions, end_session
from parlour.clock import rfc3339
from parlour.web.auth import actor, bearer, signed_in
from parlour.web.cookies import forget_session
from parlour.web.shape import answer, body_as, nothing
from parlour.web.signing_in import by_password
from parlour.web.site import read, write

views = Blueprint("sessions", __name__, url_prefix="/api/v1/sessions")


class Credentials(Struct):
    username: str
    password: str


@views.get("")
def index() -> Response:
    found = signed_in()
    devices = read(lambda tx: devices_of(tx, found.person))
    rows = [
        {
            "id": device.id,
            "current": device.id == found.session,
            "created": rfc3339(device.created_at),
            "last_seen": rfc3339(device.seen_at),
            "address": device.address,
            "device": device.device,
        }
        for device in devices
    ]
    return answer({"sessions": rows})


@views.post("")
def create() -> Response:
    body = body_as(Credentials)
    entered = by_password(body.username, body.password)
    return answer({"account": entered.person, "token": entered.token}, 201)


@views.delete("/current")
def destroy_current() -> Response:
    found = signed_in()
    write(lambda tx: end_session(tx, found.person, found.session))
    made = nothing()
    if bearer() is None:
        forget_session(made)
    return made


@views.delete("/others")
def destroy_others() -> Response:
    found = signed_in()
    write(lambda tx: end_other_sessions(tx, found.person, kept=found.session))
    return nothing()


@views.delete("/<id:session>")
def destroy(session: int) -> Response:
    person = actor()
    write(lambda tx: end_session(tx, person, session))
    return nothing()
