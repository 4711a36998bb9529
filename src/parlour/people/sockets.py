"""People by socket: begin a direct conversation, or go on with it."""

from __future__ import annotations

from parlour.live.desk import Desk
from parlour.live.seat import Seat
from parlour.people.actions import open_direct
from parlour.wire import Opened, StartDirect


async def direct(desk: Desk, seat: Seat, asked: StartDirect) -> Opened:
    room, _ = await desk.store.write(lambda tx: open_direct(tx, seat.person, asked.people))
    [seen] = desk.with_online([room])
    return Opened(room=seen)
