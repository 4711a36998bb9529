"""For how long a room keeps what is said in it, by REST."""

from __future__ import annotations

from typing import Annotated

from flask import Blueprint, Response
from msgspec import Meta, Struct

from parlour.rooms.keeping import set_retention
from parlour.web.auth import actor
from parlour.web.shape import answer, body_as
from parlour.web.site import site, write
from parlour.web.standing import with_online
from parlour.wire import KEEP_LIMIT

views = Blueprint("retention", __name__, url_prefix="/api/v1")


class Retention(Struct):
    days: Annotated[int, Meta(ge=0, le=KEEP_LIMIT)]


@views.put("/rooms/<id:room>/retention")
def update(room: int) -> Response:
    person, body = actor(), body_as(Retention)
    site().throttle.hit("change", person.id)
    return answer(with_online(write(lambda tx: set_retention(tx, person, room, body.days))))
