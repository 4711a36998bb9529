"""The REST door of messages: posting, changing, and what people put on them; their pages are in
web/history.py, their threads in web/threads.py."""

from __future__ import annotations

from flask import Blueprint, Response
from msgspec import Struct

from parlour.messages import editing, pins, polls, posts, reactions, voting
from parlour.messages.actions import checked_post, post_messages
from parlour.messages.mentions import Manner
from parlour.messages.reads import own_votes, reactors_of
from parlour.web.auth import actor
from parlour.web.shape import answer, body_as
from parlour.web.site import read, site, write
from parlour.wire import CreatePoll, Id, Key, Options, Places

views = Blueprint("messages", __name__, url_prefix="/api/v1")


class NewMessage(Struct):
    key: Key
    message: str
    reply_to: Id | None = None
    confirm: bool = False
    thread: Id | None = None
    also_to_room: bool = False


class NewText(Struct):
    message: str
    confirm: bool = False


class NewPoll(Struct):
    key: Key
    message: str
    options: Options
    multiple: bool = False
    anonymous: bool = False
    closes_at: str | None = None


class NewVote(Struct):
    places: Places


@views.post("/rooms/<id:room>/messages")
def create(room: int) -> Response:
    person, body = actor(), body_as(NewMessage)
    site().throttle.hit("message", person.id)
    post = checked_post(person, room, body.key, body.message, body.reply_to)
    if "@" in body.message:
        post = post._replace(manner=_manner(room, body))
    post = posts.in_thread(post, body.thread, also_to_room=body.also_to_room)
    sent = site().store.write_many(post_messages, post)
    return answer(sent, 200 if sent.dup else 201)


@views.patch("/rooms/<id:room>/messages/<id:seq>")
def update(room: int, seq: int) -> Response:
    person, body = actor(), body_as(NewText)
    site().throttle.hit("message", person.id)
    manner = _manner(room, body)
    return answer(write(lambda tx: editing.edit_message(tx, person, room, seq, body.message, manner)))


def _manner(room: int, body: NewMessage | NewText) -> Manner:
    return Manner(here=site().online(room), confirmed=body.confirm)


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


@views.post("/rooms/<id:room>/polls")
def create_poll(room: int) -> Response:
    person, body = actor(), body_as(NewPoll)
    site().throttle.hit("message", person.id)
    asked = CreatePoll(room, body.key, body.message, body.options, body.multiple, body.anonymous, body.closes_at)
    post = polls.checked_poll(person, asked)
    sent = write(lambda tx: polls.post_poll(tx, post))
    return answer(sent, 200 if sent.dup else 201)


@views.get("/rooms/<id:room>/messages/<id:seq>/vote")
def show_vote(room: int, seq: int) -> Response:
    person = actor()
    site().throttle.hit("history", person.id)
    return answer({"places": read(lambda tx: own_votes(tx, person, room, seq))})


@views.put("/rooms/<id:room>/messages/<id:seq>/vote")
def update_vote(room: int, seq: int) -> Response:
    person, body = actor(), body_as(NewVote)
    site().throttle.hit("react", person.id)
    return answer(write(lambda tx: voting.vote(tx, person, room, seq, body.places)))


@views.put("/rooms/<id:room>/messages/<id:seq>/closed")
def create_closed(room: int, seq: int) -> Response:
    person = actor()
    site().throttle.hit("change", person.id)
    return answer(write(lambda tx: voting.close_poll(tx, person, room, seq)))
