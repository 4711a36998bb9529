"""The REST door of messages: pages of history, posting, changing, and what people put on them."""

from __future__ import annotations

from flask import Blueprint, Response
from msgspec import Struct

from parlour.messages import editing, pins, reactions
from parlour.messages.actions import checked_post, post_messages
from parlour.messages.reads import messages_before, reactors_of
from parlour.web.auth import actor
from parlour.web.shape import answer, body_as, number
from parlour.web.site import read, site, write
from parlour.wire import PAGE, PAGE_LIMIT, Key

views = Blueprint("messages", __name__, url_prefix="/api/v1")


class NewMessage(Struct):
    key: Key
    message: str


class NewText(Struct):
    message: str


@views.get("/rooms/<id:room>/messages")
def index(room: int) -> Response:
    person = actor()
    site().throttle.hit("history", person.id)
    before = number("before", 1, 2**53 - 1)
    limit = number("limit", 1, PAGE_LIMIT) or PAGE
    return answer({"messages": read(lambda tx: messages_before(tx, person, room, before, limit))})


@views.post("/rooms/<id:room>/messages")
def create(room: int) -> Response:
    person, body = actor(), body_as(NewMessage)
    site().throttle.hit("message", person.id)
    sent = site().store.write_many(post_messages, checked_post(person, room, body.key, body.message))
    return answer(sent, 200 if sent.dup else 201)


@views.patch("/rooms/<id:room>/messages/<id:seq>")
def update(room: int, seq: int) -> Response:
    person, body = actor(), body_as(NewText)
    site().throttle.hit("message", person.id)
    return answer(write(lambda tx: editing.edit_message(tx, person, room, seq, body.message)))


@views.delete("/rooms/<id:room>/messages/<id:seq>")
def destroy(room: int, seq: int) -> Response:
    person = actor()
    site().throttle.hit("message", person.id)
    return answer(write(lambda tx: editing.delete_message(tx, person, room, seq)))


@views.get("/rooms/<id:room>/messages/<id:seq>/reactions")
def index_reactions(room: int, seq: int) -> Response:
    person = actor()
    site().throttle.hit("history", person.id)
    return answer({"reactions": read(lambda tx: reactors_of(tx, person, room, seq))})


@views.put("/rooms/<id:room>/messages/<id:seq>/reactions/<emoji>")
def create_reaction(room: int, seq: int, emoji: str) -> Response:
    person = actor()
    site().throttle.hit("react", person.id)
    return answer(write(lambda tx: reactions.react(tx, person, room, seq, emoji, on=True)))


@views.delete("/rooms/<id:room>/messages/<id:seq>/reactions/<emoji>")
def destroy_reaction(room: int, seq: int, emoji: str) -> Response:
    person = actor()
    site().throttle.hit("react", person.id)
    return answer(write(lambda tx: reactions.react(tx, person, room, seq, emoji, on=False)))


@views.get("/rooms/<id:room>/pins")
def index_pins(room: int) -> Response:
    person = actor()
    site().throttle.hit("history", person.id)
    return answer({"messages": read(lambda tx: pins.pins_of(tx, person, room))})


@views.put("/rooms/<id:room>/messages/<id:seq>/pin")
def create_pin(room: int, seq: int) -> Response:
    person = actor()
    site().throttle.hit("change", person.id)
    return answer(write(lambda tx: pins.pin(tx, person, room, seq, on=True)))


@views.delete("/rooms/<id:room>/messages/<id:seq>/pin")
def destroy_pin(room: int, seq: int) -> Response:
    person = actor()
    site().throttle.hit("change", person.id)
    return answer(write(lambda tx: pins.pin(tx, person, room, seq, on=False)))
