"""The REST door of drafts."""

from __future__ import annotations

from typing import Annotated

from flask import Blueprint, Response
from msgspec import Meta, Struct

from parlour.drafts.actions import checked_draft, save_draft
from parlour.drafts.reads import drafts_of
from parlour.web.auth import actor
from parlour.web.shape import answer, body_as, number
from parlour.web.site import read, site, write
from parlour.wire import Id, Position, SaveDraft

views = Blueprint("drafts", __name__, url_prefix="/api/v1")

FARTHEST = 2**53 - 1


class NewDraft(Struct):
    message: str
    reply_to: Id | None = None
    device: Annotated[str, Meta(max_length=64)] = ""
    nth: Position = 0


@views.get("/drafts")
def index() -> Response:
    person = actor()
    site().throttle.hit("history", person.id)
    after = number("after", 0, FARTHEST) or 0
    return answer({"drafts": read(lambda tx: drafts_of(tx, person, after))})


@views.put("/drafts/<id:room>")
def update(room: int) -> Response:
    person, body = actor(), body_as(NewDraft)
    site().throttle.hit("draft", person.id)
    asked = checked_draft(SaveDraft(room, body.message, body.reply_to, body.device, body.nth))
    return answer(write(lambda tx: save_draft(tx, person, asked)))
