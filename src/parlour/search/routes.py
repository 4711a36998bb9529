"""The REST door of the search."""

from __future__ import annotations

import msgspec
from flask import Blueprint, Response, request

from parlour.errors import invalid_input
from parlour.search.reads import search_messages
from parlour.web.auth import actor
from parlour.web.shape import answer
from parlour.web.site import read, site
from parlour.wire import Search

views = Blueprint("search", __name__, url_prefix="/api/v1")


@views.get("/search")
def index() -> Response:
    person = actor()
    site().throttle.hit("search", person.id)
    try:
        asked = msgspec.convert(request.args.to_dict(), Search)
    except msgspec.ValidationError as error:
        raise invalid_input(str(error)) from None
    return answer(read(lambda tx: search_messages(tx, person, asked)))
