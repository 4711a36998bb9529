"""Pages of a room's history by REST: the newest, or those around what the query names."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response

from parlour.errors import Invalid
from parlour.messages import places
from parlour.store import Tx
from parlour.web.auth import actor
from parlour.web.shape import answer, moment, number, numbers
from parlour.web.site import read, site
from parlour.wire import PAGE, PAGE_LIMIT, Page, Person

views = Blueprint("history", __name__, url_prefix="/api/v1")

FARTHEST = 2**53 - 1


@views.get("/rooms/<id:room>/messages")
def index(room: int) -> Response:
    person = actor()
    site().throttle.hit("history", person.id)
    return answer(read(_asked_for(person, room)))


def _asked_for(person: Person, room: int) -> Callable[[Tx], Page]:
    """Return what reads the page that the query names; raise `Invalid`."""
    limit = number("limit", 1, PAGE_LIMIT) or PAGE
    before, after, around = number("before", 1, FARTHEST), number("after", 0, FARTHEST), number("around", 1, FARTHEST)
    on, at = moment("on"), numbers("at", 1, FARTHEST, PAGE)
    if sum(one is not None for one in (before, after, around, on, at)) > 1:
        raise Invalid("Only one of before, after, around, on and at, please.")
    if after is not None:
        return lambda tx: places.page_after(tx, person, room, after, limit)
    if around is not None:
        return lambda tx: places.page_around(tx, person, room, around, limit)
    if on is not None:
        return lambda tx: places.page_since(tx, person, room, on, limit)
    if at is not None:
        return lambda tx: places.messages_at(tx, person, room, at)
    return lambda tx: places.page_before(tx, person, room, before, limit)
