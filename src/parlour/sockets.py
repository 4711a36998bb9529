"""Every event a client may send: its handler, the payload it takes, the rule that limits it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import structlog

from parlour import wire
from parlour.drafts import sockets as drafts
from parlour.errors import BadRequest, Limited, Problem, UnknownEvent, invalid_input
from parlour.inbox import sockets as inbox
from parlour.live.desk import Desk
from parlour.live.seat import Seat
from parlour.messages import sockets as messages
from parlour.people import sockets as people
from parlour.plans import sockets as plans
from parlour.rooms import sockets as rooms
from parlour.search import sockets as search
from parlour.sio import Event, Socket
from parlour.sio import UnknownEvent as NoSuchEvent
from parlour.sio.contract import POLICY

if TYPE_CHECKING:
    from parlour.throttle import Throttle

log = structlog.get_logger("parlour.sockets")

Handler = Callable[[Desk, Seat, Any], Awaitable[msgspec.Struct] | msgspec.Struct]


class Row(NamedTuple):
    """`rule` is a name in throttle.RULES, counted per person."""

    handler: Handler
    rule: str


TABLE: dict[str, Row] = {
    "join": Row(rooms.join, "join"),
    "leave": Row(rooms.leave, "join"),
    "direct": Row(people.direct, "direct"),
    "send_message": Row(messages.send_message, "message"),
    "edit_message": Row(messages.edit_message, "message"),
    "delete_message": Row(messages.delete_message, "message"),
    "react": Row(messages.react, "react"),
    "pin": Row(messages.pin, "change"),
    "create_poll": Row(messages.create_poll, "message"),
    "vote": Row(messages.vote, "react"),
    "close_poll": Row(messages.close_poll, "change"),
    "follow_thread": Row(messages.follow_thread, "change"),
    "read_thread": Row(messages.read_thread, "read"),
    "typing": Row(messages.typing, "typing"),
    "mark_read": Row(rooms.read, "read"),
    "mark_unread": Row(rooms.unread, "read"),
    "mark_all_read": Row(rooms.read_all, "read"),
    "catch_up": Row(messages.catch_up, "history"),
    "search": Row(search.search, "search"),
    "schedule_message": Row(plans.schedule, "change"),
    "remind": Row(plans.remind, "change"),
    "save_draft": Row(drafts.save, "draft"),
    "inbox": Row(inbox.inbox, "history"),
    "read_inbox": Row(inbox.read, "read"),
}


def events_for(desk: Desk) -> dict[str, Event]:
    """Return the table as the engine takes it."""
    return {name: Event(partial(_answer, desk, row), payload=wire.CLIENT_EVENTS[name]) for name, row in TABLE.items()}


def refusal(throttle: Throttle, socket: Socket, event: str, error: Exception) -> dict[str, object]:
    """Return the acknowledgement of an event that failed; whoever does not stop asking for such is sent away."""
    problem = as_problem(event, error)
    if socket.connected and problem.status < 500:  # from 500 on it is our doing
        try:
            throttle.hit("refused", socket.session.sid)
        except Limited as limited:
            _send_away(socket, limited)
    return {"ok": False, "error": problem.as_dict()}


def as_problem(event: str, error: Exception) -> Problem:
    """Return what a person may know of an error."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, NoSuchEvent):
        return UnknownEvent()
    if isinstance(error, msgspec.ValidationError):
        return invalid_input(str(error))
    if isinstance(error, msgspec.DecodeError):
        return BadRequest()
    log.error("event_failed", event_name=event, exc_info=error)
    return Problem()


def _send_away(socket: Socket, limited: Limited) -> None:
    """Close this connection and no other of its person; the client comes back by itself."""
    wait = round(limited.retry_after or 0, 1)
    socket.emit("notice", wire.Notice(limited.code, "Too much was refused on this connection.", wait))
    socket.close(POLICY, "too much refused")


def _answer(
    desk: Desk, row: Row, socket: Socket, payload: msgspec.Struct
) -> Awaitable[msgspec.Struct] | msgspec.Struct:
    seat = socket.data
    assert isinstance(seat, Seat)  # noqa: S101  (events come only after connect)
    desk.throttle.hit(row.rule, seat.person.id)
    return row.handler(desk, seat, payload)
