"""Where connections come in: who came while others were looked up is looked up together, and then seated.

One read for all of them instead of two for each: when everybody comes back at once, this is what it takes.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from parlour import events, wire
from parlour.errors import Problem, Unauthenticated
from parlour.live.arrival import Arrived, arrive
from parlour.live.desk import Desk
from parlour.live.recovery import write_offset
from parlour.live.seat import Seat
from parlour.sio import Refused, Socket, encode_event

AT_ONCE = 100  # looked up by one read, and then seated in one turn of the loop


class Ask(NamedTuple):
    """Somebody at the desk; `seated` is done when he may be told that he is in."""

    socket: Socket
    token: str
    brings: wire.Connect
    seated: asyncio.Future[None]


class Reception:
    """One per server, on the event loop. One look at a time: those who come meanwhile are the next."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._waiting: deque[Ask] = deque()
        self._looking: asyncio.Future[list[Arrived | None]] | None = None

    def ask(self, socket: Socket, token: str, brings: wire.Connect) -> asyncio.Future[None]:
        """Look somebody up and seat him; the future raises `Refused` when he is not signed in."""
        loop = asyncio.get_running_loop()
        asked = Ask(socket, token, brings, loop.create_future())
        self._waiting.append(asked)
        if self._looking is None and len(self._waiting) == 1:
            loop.call_soon(self._look)  # with all that this turn brings
        return asked.seated

    def _look(self) -> None:
        """Whatever is published about people from here on may be news to the read: it is noted, and told them after."""
        asks = self._next()
        if not asks:
            return
        brought = [(ask.token, ask.brings) for ask in asks]
        self._desk.hub.note()
        self._looking = asyncio.ensure_future(
            self._desk.store.read(lambda tx: arrive(tx, self._desk.recovery, brought))
        )
        self._looking.add_done_callback(partial(self._looked, asks))

    def _next(self) -> list[Ask]:
        """Take who is first in line; who has gone meanwhile costs no look."""
        asks: list[Ask] = []
        while self._waiting and len(asks) < AT_ONCE:
            ask = self._waiting.popleft()
            if ask.socket.gone:
                ask.seated.set_result(None)
            else:
                asks.append(ask)
        return asks

    def _looked(self, asks: Sequence[Ask], looking: asyncio.Future[list[Arrived | None]]) -> None:
        noted = self._desk.hub.noted()
        self._looking = None
        if looking.cancelled():
            return
        error = looking.exception()
        for place, ask in enumerate(asks):
            if ask.seated.done():
                continue
            if isinstance(error, Exception):
                ask.seated.set_exception(refused(error) if isinstance(error, Problem) else error)
            else:
                self._settle(ask, looking.result()[place], noted)
        if self._waiting:
            self._look()

    def _settle(self, ask: Ask, found: Arrived | None, noted: dict[int, list[events.Event]]) -> None:
        facts = noted.get(found.signed.person.id, []) if found else []
        if found is None or any(ends(fact, found.signed.session) for fact in facts):
            return ask.seated.set_exception(refused(Unauthenticated()))
        self._seat(ask.socket, found, facts)
        return ask.seated.set_result(None)

    def _seat(self, socket: Socket, found: Arrived, facts: Sequence[events.Event]) -> None:
        hub = self._desk.hub
        socket.data = seat = Seat(socket, found.signed.person, found.signed.session)
        hub.take(seat)
        offsets: list[str] = []  # a second argument, for those only who know what it is
        if found.pid is not None:
            socket.recoverable(found.pid, partial(hub.offset, seat))
            offsets.append(write_offset(found.positions))
        socket.send(encode_event("ready", self._ready(found), *offsets))
        heads = {room.id: room.rev for room in found.rooms}
        for room, head in heads.items():
            hub.enter(seat, room, found.positions[room], head)
        for fact in facts:
            if not isinstance(fact, events.MemberJoined | events.MemberLeft) or fact.rev > heads.get(fact.room, -1):
                hub.tell_seat(seat, fact)

    def _ready(self, found: Arrived) -> wire.Ready:
        desk = self._desk
        rooms = desk.with_online(found.rooms)
        return wire.Ready(found.signed.person, rooms, desk.epoch, desk.version, desk.limits, found.gaps, *found.own)


def refused(problem: Problem) -> Refused:
    """Return a problem as the answer to a CONNECT."""
    return Refused(problem.text, data=problem.as_dict())


def ends(fact: events.Event, session: int) -> bool:
    """Tell whether a session was over after all."""
    return isinstance(fact, events.SessionsEnded) and session in fact.sessions
