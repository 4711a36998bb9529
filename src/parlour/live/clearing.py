"""Has what is over removed, room by room, in what time the posting of messages leaves."""

from __future__ import annotations

import asyncio

import structlog

from parlour.errors import Unavailable
from parlour.live.desk import Desk
from parlour.live.portions import Portions
from parlour.messages.clearing import clear_room, overdue_rooms

FIRST, EVERY = 60.0, 3600.0  # seconds until it looks for the first time, and between two looks
PAUSE, REST = 0.2, 19  # seconds between two of them at least; times as long as it took it rests

log = structlog.get_logger("parlour.live")


async def keep_clear(desk: Desk) -> None:
    """Look now and then what is older than it is kept, until cancelled."""
    wait = FIRST
    while True:
        await asyncio.sleep(wait)
        wait = EVERY
        try:
            await _look(desk)
        except Unavailable as error:
            log.warning("clearing_put_off", reason=error.code)
            wait = FIRST
        except Exception:
            log.exception("clearing_failed")


async def _look(desk: Desk) -> None:
    of_server = desk.settings.keep_days
    for room in await desk.store.read(lambda tx: overdue_rooms(tx, of_server)):
        count = await _clear(desk, room)
        log.info("room_cleared", room=room, messages=count)


async def _clear(desk: Desk, room: int) -> int:
    """Remove what is over in one room; return how many messages."""
    of_server, portions, count, done = desk.settings.keep_days, Portions(desk.store), 0, 1
    while done:
        done, took = await portions.next(lambda tx, most: clear_room(tx, room, of_server, most))
        count += done
        if done:
            await asyncio.sleep(max(PAUSE, took * REST))
    return count
