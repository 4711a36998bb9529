"""Who is in a room by REST, and how far each has read it: oneself, the others, and whether they may see it."""

from __future__ import annotations

from flask import Blueprint, Response
from msgspec import Struct

from parlour.rooms.reading import Reading, mark_all_read, mark_read, mark_unread
from parlour.rooms.reads import people_of
from parlour.rooms.seen import hide_reading, positions_in
from parlour.web.auth import actor
from parlour.web.shape import answer, body_as, nothing
from parlour.web.site import read, site, write
from parlour.wire import AllRead, MarkedUnread, MarkUnread, Position

views = Blueprint("reading", __name__, url_prefix="/api/v1")


class ReadUpTo(Struct):
    seq: Position


@views.get("/rooms/<id:room>/people")
def index(room: int) -> Response:
    person = actor()
    site().throttle.hit("history", person.id)
    people, seen = read(lambda tx: (people_of(tx, person, room), positions_in(tx, person, room)))
    return answer({"people": people, "online": site().online(room), "read": seen})


@views.post("/rooms/<id:room>/read")
def create(room: int) -> Response:
    person, body = actor(), body_as(ReadUpTo)
    site().throttle.hit("read", person.id)
    return answer(site().store.write_many(mark_read, Reading(person, room, body.seq)))


@views.post("/read")
def create_all() -> Response:
    person = actor()
    site().throttle.hit("read", person.id)
    return answer(AllRead(rooms=write(lambda tx: mark_all_read(tx, person))))


@views.post("/unread")
def destroy() -> Response:
    person, body = actor(), body_as(MarkUnread)
    site().throttle.hit("read", person.id)
    return answer(MarkedUnread(rooms=write(lambda tx: mark_unread(tx, person, body.rooms))))


@views.put("/hidden_reading")
def create_hidden() -> Response:
    return _hidden(hidden=True)


@views.delete("/hidden_reading")
def destroy_hidden() -> Response:
    return _hidden(hidden=False)


def _hidden(*, hidden: bool) -> Response:
    person = actor()
    site().throttle.hit("change", person.id)
    write(lambda tx: hide_reading(tx, person, hidden=hidden))
    return nothing()
