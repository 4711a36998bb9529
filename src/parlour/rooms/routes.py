"""The REST door of rooms: make, see, rename, enter and leave them."""

from __future__ import annotations

from typing import Annotated

from flask import Blueprint, Response
from msgspec import Meta, Struct

from parlour.rooms.actions import create_room, rename_room
from parlour.rooms.membership import join_room, leave_room
from parlour.rooms.reads import room_for, rooms_for
from parlour.web.auth import actor
from parlour.web.shape import answer, body_as, nothing
from parlour.web.site import guessing, read, site, write
from parlour.web.standing import with_online
from parlour.wire import Join

views = Blueprint("rooms", __name__, url_prefix="/api/v1")


class NewRoom(Struct):
    name: str
    open: bool = True


class RoomChange(Struct):
    name: Annotated[str, Meta(max_length=1000)] | None = None


@views.get("/rooms")
def index() -> Response:
    person = actor()
    site().throttle.hit("history", person.id)
    return answer({"rooms": [with_online(room) for room in read(lambda tx: rooms_for(tx, person))]})


@views.post("/rooms")
def create() -> Response:
    person, body = actor(), body_as(NewRoom)
    site().throttle.hit("create_room", person.id)
    return answer(with_online(write(lambda tx: create_room(tx, person, body.name, is_open=body.open))), 201)


@views.get("/rooms/<id:room>")
def show(room: int) -> Response:
    person = actor()
    return answer(with_online(read(lambda tx: room_for(tx, person, room))))


@views.patch("/rooms/<id:room>")
def update(room: int) -> Response:
    person, body = actor(), body_as(RoomChange)
    site().throttle.hit("change", person.id)
    if body.name is None:
        return show(room)
    name = body.name
    return answer(with_online(write(lambda tx: rename_room(tx, person, room, name))))


@views.post("/memberships")
def create_membership() -> Response:
    person, body = actor(), body_as(Join)
    site().throttle.hit("join", person.id)
    with guessing():
        room, fresh = write(lambda tx: join_room(tx, person, room=body.room, code=body.code))
    return answer(with_online(room), 201 if fresh else 200)


@views.delete("/memberships/<id:room>")
def destroy_membership(room: int) -> Response:
    person = actor()
    site().throttle.hit("join", person.id)
    write(lambda tx: leave_room(tx, person, room))
    return nothing()
