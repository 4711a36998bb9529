"""The chat itself: a shell that the browser fills, told here who it is for and where the server is."""

from __future__ import annotations

import msgspec
from flask import Blueprint, Response, render_template, request

from parlour.rooms.reads import room_for
from parlour.web.auth import signed_in
from parlour.web.csrf import csrf_token
from parlour.web.packing import packed
from parlour.web.site import read, site

views = Blueprint("chat", __name__)

API_URL = "/api/v1"
PAGE = '<script type="application/json" id="page">'


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
    return _packed(render_template("chat.html", page=page, account=person))


def _packed(html: str) -> Response:
    """Up to what is told to the page it is the same for everybody, and most of it."""
    constant, mark, rest = html.partition(PAGE)
    answer = Response(html)
    answer.vary.add("Accept-Encoding")
    if request.accept_encodings.quality("gzip"):
        answer.data = packed(constant.encode(), f"{mark}{rest}".encode())
        answer.content_encoding = "gzip"
    return answer
