"""Has things happen at their time: messages go out, reminders ring. What came due while all slept comes first."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import structlog

from parlour.errors import Problem, Unavailable
from parlour.live.desk import Desk
from parlour.plans.due import ring_due, waiting
from parlour.plans.scheduling import give_up, send_due
from parlour.store import LoopStore
from parlour.wire import Person

LOOK = 30.0  # seconds at most between two looks: the clock of a server may be set, and plans be made elsewhere
AWAY, FAILED = 2.0, 60.0  # seconds after which it is tried once more: when the database is away, when we are wrong
BROKEN = "Something went wrong here when it was to be sent. Try another time."

log = structlog.get_logger("parlour.live")


async def keep_time(desk: Desk) -> None:
    """Do what is due, and wait for what is next or for new plans, until cancelled."""
    while True:
        desk.hub.plans.clear()
        try:
            wait = await _strike(desk.store)
        except Unavailable:  # the store has said why
            wait = AWAY
        except Exception:
            log.exception("timekeeping_failed")
            wait = FAILED
        with suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await desk.hub.plans.wait()


async def _strike(store: LoopStore) -> float:
    """Do what is due; return how long there is nothing to do after it."""
    found = await store.read(waiting)
    if found.reminders:
        await store.write(ring_due)
    # Asked for together, in the order of their times, they are one commit; one that breaks breaks alone.
    sent = await asyncio.gather(*(_send(store, author, plan) for author, plan in found.messages))
    if not all(sent):
        return AWAY
    if sent or found.reminders:
        return 0
    return LOOK if found.wait is None else min(LOOK, found.wait / 1000)


async def _send(store: LoopStore, author: Person, plan: int) -> bool:
    try:
        return await store.write(lambda tx: send_due(tx, author, plan))
    except Problem:  # not taken just now
        return False
    except Exception:
        log.exception("scheduled_message_failed", plan=plan)
        await store.write(lambda tx: give_up(tx, author, plan, BROKEN))
        return True
