"""The REST door of the words that one waits for."""

from __future__ import annotations

from typing import Annotated

from flask import Blueprint, Response
from msgspec import Meta, Struct

from parlour.keywords.actions import checked_keywords, keywords_of, set_keywords
from parlour.web.auth import actor
from parlour.web.shape import answer, body_as
from parlour.web.site import read, site, write

views = Blueprint("keywords", __name__, url_prefix="/api/v1")


class Words(Struct):
    words: Annotated[list[str], Meta(max_length=100)]


@views.get("/keywords")
def index() -> Response:
    person = actor()
    site().throttle.hit("people", person.id)
    return answer({"words": read(lambda tx: keywords_of(tx, person))})


@views.put("/keywords")
def update() -> Response:
    person, body = actor(), body_as(Words)
    site().throttle.hit("change", person.id)
    words = checked_keywords(body.words)
    return answer({"words": write(lambda tx: set_keywords(tx, person, words))})
