"""The REST door of people: find somebody, see what he tells of himself, talk to him, or not."""

from __future__ import annotations

from flask import Blueprint, Response, request

from parlour.people.actions import heed_person, ignore_person, open_direct
from parlour.people.profiles import ProfileChange, card_of, checked_profile, update_profile
from parlour.people.reads import ignored_by, people_named
from parlour.web.auth import actor
from parlour.web.shape import answer, body_as, nothing
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


@views.get("/people/<id:account>")
def show(account: int) -> Response:
    person = actor()
    site().throttle.hit("people", person.id)
    return answer(read(lambda tx: card_of(tx, person, account)))


@views.patch("/profile")
def update() -> Response:
    person, body = actor(), body_as(ProfileChange)
    site().throttle.hit("change", person.id)
    values = checked_profile(body)
    return answer(write(lambda tx: update_profile(tx, person, values)))


@views.post("/directs")
def create() -> Response:
    person, body = actor(), body_as(StartDirect)
    site().throttle.hit("direct", person.id)
    room, fresh = write(lambda tx: open_direct(tx, person, body.people))
    return answer(with_online(room), 201 if fresh else 200)


@views.get("/ignored")
def index_ignored() -> Response:
    person = actor()
    site().throttle.hit("people", person.id)
    return answer({"people": read(lambda tx: ignored_by(tx, person))})


@views.put("/ignored/<id:account>")
def create_ignored(account: int) -> Response:
    person = actor()
    site().throttle.hit("change", person.id)
    write(lambda tx: ignore_person(tx, person, account))
    return nothing()


@views.delete("/ignored/<id:account>")
def destroy_ignored(account: int) -> Response:
    person = actor()
    site().throttle.hit("change", person.id)
    write(lambda tx: heed_person(tx, person, account))
    return nothing()
