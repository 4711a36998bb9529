"""Rooms by socket: come in, go, say how far one has read."""

from __future__ import annotations

import asyncio

from parlour.live.desk import Desk
from parlour.live.seat import Seat
from parlour.messages.reads import messages_before
from parlour.rooms.membership import join_room, leave_room
from parlour.rooms.reading import Reading, mark_all_read, mark_read, mark_unread
from parlour.rooms.reads import room_for
from parlour.store import Tx
from parlour.wire import (
    AllRead,
    Done,
    Join,
    Joined,
    MarkedUnread,
    MarkRead,
    MarkUnread,
    Message,
    Nothing,
    Person,
    ReadMarked,
    Room,
    RoomOnly,
)


async def join(desk: Desk, seat: Seat, asked: Join) -> Joined:
    """Enter a room, or open one that is heard already: that writes nothing, and so waits for no disk."""
    heard = asked.room if asked.code is None and asked.room in seat.rooms else None
    room = heard or await _entered(desk, seat, asked)
    opened, messages = await desk.store.read(lambda tx: _newest(tx, seat.person, room))
    [seen] = desk.with_online([opened])
    return Joined(room=seen, messages=messages, members_online=desk.people_here(room))


async def leave(desk: Desk, seat: Seat, asked: RoomOnly) -> Done:
    await desk.store.write(lambda tx: leave_room(tx, seat.person, asked.room))
    return Done()


def read(desk: Desk, seat: Seat, asked: MarkRead) -> asyncio.Future[ReadMarked]:
    return desk.store.write_many(mark_read, Reading(seat.person, asked.room, asked.seq))


async def unread(desk: Desk, seat: Seat, asked: MarkUnread) -> MarkedUnread:
    return MarkedUnread(rooms=await desk.store.write(lambda tx: mark_unread(tx, seat.person, asked.rooms)))


async def read_all(desk: Desk, seat: Seat, _: Nothing) -> AllRead:
    return AllRead(rooms=await desk.store.write(lambda tx: mark_all_read(tx, seat.person)))


async def _entered(desk: Desk, seat: Seat, asked: Join) -> int:
    with desk.throttle.guessing(seat.household):
        room, _ = await desk.store.write(lambda tx: join_room(tx, seat.person, room=asked.room, code=asked.code))
    return room.id


def _newest(tx: Tx, actor: Person, room: int) -> tuple[Room, list[Message]]:
    return room_for(tx, actor, room), messages_before(tx, actor, room)
