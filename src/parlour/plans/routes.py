"""The REST door of plans: messages for later, and reminders."""

from __future__ import annotations

from flask import Blueprint, Response
from msgspec import Struct

from parlour.messages.actions import checked_post
from parlour.plans import reads, reminding, scheduling
from parlour.plans.checks import checked_moment
from parlour.text import checked_body
from parlour.web.auth import actor
from parlour.web.shape import answer, body_as, nothing
from parlour.web.site import read, site, write
from parlour.wire import MESSAGE_LIMIT, Id, Key, Person, Remind

views = Blueprint("plans", __name__, url_prefix="/api/v1")


class NewScheduled(Struct):
    key: Key
    message: str
    at: str
    reply_to: Id | None = None


class NewPlan(Struct):
    message: str | None = None
    at: str | None = None


class NewTime(Struct):
    at: str


@views.get("/scheduled")
def index() -> Response:
    person = actor()
    site().throttle.hit("history", person.id)
    return answer({"scheduled": read(lambda tx: reads.scheduled_of(tx, person))})


@views.post("/rooms/<id:room>/scheduled")
def create(room: int) -> Response:
    person, body = _changing(), body_as(NewScheduled)
    post, at = checked_post(person, room, body.key, body.message, body.reply_to), checked_moment(body.at)
    return answer(write(lambda tx: scheduling.schedule_message(tx, post, at)), 201)


@views.patch("/scheduled/<id:plan>")
def update(plan: int) -> Response:
    person, body = _changing(), body_as(NewPlan)
    text = None if body.message is None else checked_body(body.message, MESSAGE_LIMIT)
    at = None if body.at is None else checked_moment(body.at)
    return answer(write(lambda tx: scheduling.change_scheduled(tx, person, plan, text, at)))


@views.delete("/scheduled/<id:plan>")
def destroy(plan: int) -> Response:
    person = _changing()
    write(lambda tx: scheduling.cancel_scheduled(tx, person, plan))
    return nothing()


@views.post("/scheduled/<id:plan>/message")
def create_message(plan: int) -> Response:
    person = actor()
    site().throttle.hit("message", person.id)
    return answer(write(lambda tx: scheduling.send_now(tx, person, plan)), 201)


@views.get("/reminders")
def index_reminders() -> Response:
    person = actor()
    site().throttle.hit("history", person.id)
    return answer({"reminders": read(lambda tx: reads.reminders_of(tx, person))})


@views.post("/reminders")
def create_reminder() -> Response:
    person, body = _changing(), body_as(Remind)
    return answer(write(lambda tx: reminding.set_reminder(tx, person, body)), 201)


@views.patch("/reminders/<id:plan>")
def update_reminder(plan: int) -> Response:
    person, at = _changing(), checked_moment(body_as(NewTime).at)
    return answer(write(lambda tx: reminding.move_reminder(tx, person, plan, at)))


@views.delete("/reminders/<id:plan>")
def destroy_reminder(plan: int) -> Response:
    person = _changing()
    write(lambda tx: reminding.end_reminder(tx, person, plan))
    return nothing()


def _changing() -> Person:
    person = actor()
    site().throttle.hit("change", person.id)
    return person
