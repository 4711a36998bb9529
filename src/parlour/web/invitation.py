"""The page behind a room's link: come in by its code, with a name or as who one is."""

from __future__ import annotations

from flask import Blueprint, Response, request

from parlour.rooms.membership import join_room
from parlour.rooms.reads import rooms_of
from parlour.web.auth import signed
from parlour.web.entering import as_guest
from parlour.web.forms import form, go, submitted, welcome
from parlour.web.site import read, site, write
from parlour.web.wish import Wish, room_at

views = Blueprint("invitation", __name__)

PAGE = "join.html"
FIELDS = ("username",)


@views.get("/join/<code>")
def show(code: str) -> Response:
    found, room = signed(), room_at(code)
    if found and room.id in {mine.id for mine in read(lambda tx: rooms_of(tx, found.person))}:
        return go(f"/chat/{room.id}")
    return form(PAGE, FIELDS, room=room, account=found.person if found else None)


@views.post("/join/<code>")
def create(code: str) -> Response:
    found, room = signed(), room_at(code)

    def act() -> Response:
        if found is None:
            return welcome(as_guest(request.form.get("username", ""), Wish(code)))
        site().throttle.hit("join", found.person.id)
        write(lambda tx: join_room(tx, found.person, code=code))
        return go(f"/chat/{room.id}")

    return submitted(PAGE, FIELDS, act, room=room, account=found.person if found else None)
