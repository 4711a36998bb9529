"""Has what is over removed, room by room, in what time the posting of messages leaves."""

from __future__ import annotations

import asyncio
import time

import structlog

from parlour.errors import Unavailable
from parlour.live.desk import Desk
from parlour.messages.clearing import clear_room, overdue_rooms
from parlour.store import Tx

FIRST, EVERY = 60.0, 3600.0  # seconds until it looks for the first time, and between two looks
LEAST, MOST = 20, 500  # messages in one transaction
LONG, SHORT = 0.02, 0.008  # seconds that it may take while others wait for the writer
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
    """Remove what is over in one room; each transaction is as large as it may last."""
    of_server, most, count, done = desk.settings.keep_days, LEAST, 0, 1
    while done:
        done, took = await desk.store.write(lambda tx, most=most: _timed(tx, room, of_server, most))  # type: ignore[misc]
        count += done
        if took > LONG:
            most = max(LEAST, most // 2)
        elif took < SHORT and done == most:
            most = min(MOST, most * 2)
        if done:
            await asyncio.sleep(max(PAUSE, took * REST))
    return count


def _timed(tx: Tx, room: int, of_server: int, most: int) -> tuple[int, float]:
    begun = time.perf_counter()
    return clear_room(tx, room, of_server, most), time.perf_counter() - begun
