"""The chat itself: a shell that the browser fills, told here who it is for and where the server is."""

from __future__ import annotations

import msgspec
from flask import Blueprint, Response, render_template

from parlour.rooms.reads import room_for
from parlour.web.auth import signed_in
from parlour.web.csrf import csrf_token
from parlour.web.site import read, site

views = Blueprint("chat", __name__)

API_URL = "/api/v1"


@views.get("/chat")
def index() -> Response:
    return _shell(None)


@views.get("/chat/<id:room>")
@views.get("/r/<id:room>/m/<id:seq>")
def show(room: int, seq: int | None = None) -> Response:
    person = signed_in().person
    read(lambda tx: room_for(tx, person, room))
    return _shell(room, seq)


def _shell(room: int | None, seq: int | None = None) -> Response:
    person = signed_in().person
    page = {
        "account": msgspec.to_builtins(person),
        "csrf": csrf_token(),
        "socket_url": site().settings.public_url,
        "api_url": API_URL,
        "room": room,
        "seq": seq,
        "version": site().version,
        "epoch": site().epoch,
        "limits": site().limits,
        "later": site().assets.later,
    }
    return Response(render_template("chat.html", page=page, account=person))
