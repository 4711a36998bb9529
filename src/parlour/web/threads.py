"""Threads by REST: the replies of one, those that one follows, and whether and how far one does."""

from __future__ import annotations

from flask import Blueprint, Response, request
from msgspec import Struct

from parlour.errors import Invalid
from parlour.messages.following import Who, follow_thread, followed_by, read_thread
from parlour.messages.thread_pages import Part, thread_page, threads_of
from parlour.store import Tx
from parlour.web.auth import actor
from parlour.web.shape import answer, body_as, number
from parlour.web.site import read, site, write
from parlour.wire import PAGE, PAGE_LIMIT, Following, Person, Position

views = Blueprint("threads", __name__, url_prefix="/api/v1")

FARTHEST = 2**53 - 1


class ThreadChange(Struct):
    following: bool | None = None
    read_seq: Position | None = None


@views.get("/threads")
def index() -> Response:
    person, before = actor(), request.args.get("before")
    site().throttle.hit("history", person.id)
    return answer(read(lambda tx: threads_of(tx, person, before)))


@views.get("/following")
def index_following() -> Response:
    person = actor()
    site().throttle.hit("history", person.id)
    return answer({"threads": read(lambda tx: followed_by(tx, person))})


@views.get("/rooms/<id:room>/threads/<id:seq>")
def show(room: int, seq: int) -> Response:
    person, part = actor(), _part()
    site().throttle.hit("history", person.id)
    return answer(read(lambda tx: thread_page(tx, person, room, seq, part)))


@views.patch("/rooms/<id:room>/threads/<id:seq>")
def update(room: int, seq: int) -> Response:
    person, body = actor(), body_as(ThreadChange)
    site().throttle.hit("change", person.id)
    return answer(write(lambda tx: _change(tx, person, Who(room, seq, person.id), body)))


def _change(tx: Tx, person: Person, who: Who, change: ThreadChange) -> Following:
    """Return what the thread is to the person after what he asked for, which may be nothing."""
    state = read_thread(tx, person, who.room_id, who.seq, change.read_seq or 0)
    if change.following is None:
        return state
    return follow_thread(tx, person, who.room_id, who.seq, on=change.following)


def _part() -> Part:
    """Return which replies the query names; raise `Invalid`."""
    limit = number("limit", 1, PAGE_LIMIT) or PAGE
    before, after, around = number("before", 1, FARTHEST), number("after", 0, FARTHEST), number("around", 1, FARTHEST)
    if sum(one is not None for one in (before, after, around)) > 1:
        raise Invalid("Only one of before, after and around, please.")
    return Part(before, after, around, limit)
