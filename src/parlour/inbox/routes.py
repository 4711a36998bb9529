"""The REST door of the inbox."""

from __future__ import annotations

from flask import Blueprint, Response

from parlour.inbox.actions import read_inbox
from parlour.inbox.reads import inbox_of
from parlour.web.auth import actor
from parlour.web.shape import answer, body_as, number
from parlour.web.site import read, site, write
from parlour.wire import InboxRead, ReadInbox

views = Blueprint("inbox", __name__, url_prefix="/api/v1")


@views.get("/inbox")
def index() -> Response:
    person = actor()
    site().throttle.hit("history", person.id)
    before = number("before", 1, 2**53 - 1)
    return answer(read(lambda tx: inbox_of(tx, person, before)))


@views.post("/inbox/read")
def create_read() -> Response:
    person, body = actor(), body_as(ReadInbox)
    site().throttle.hit("read", person.id)
    return answer(InboxRead(unread=write(lambda tx: read_inbox(tx, person, body.ids))))
