"""The REST door of people: find somebody, begin a conversation with him."""

from __future__ import annotations

from flask import Blueprint, Response, request

from parlour.people.actions import open_direct
from parlour.people.reads import people_named
from parlour.web.auth import actor
from parlour.web.shape import answer, body_as
from parlour.web.site import read, site, write
from parlour.web.standing import with_online
from parlour.wire import StartDirect

views = Blueprint("people", __name__, url_prefix="/api/v1")


@views.get("/people")
def index() -> Response:
    person = actor()
    site().throttle.hit("people", person.id)
    typed = request.args.get("q", "")
    return answer({"people": read(lambda tx: people_named(tx, person, typed))})


@views.post("/directs")
def create() -> Response:
    person, body = actor(), body_as(StartDirect)
    site().throttle.hit("direct", person.id)
    room, fresh = write(lambda tx: open_direct(tx, person, body.people))
    return answer(with_online(room), 201 if fresh else 200)
