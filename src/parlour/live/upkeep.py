"""What has to be done from time to time: sessions in use stay alive, those whose time is over end."""

from __future__ import annotations

import asyncio

import structlog

from parlour.accounts.sessions import end_expired, touch
from parlour.errors import Unavailable
from parlour.live.desk import Desk
from parlour.store import Tx

EVERY = 60.0  # seconds

log = structlog.get_logger("parlour.live")


async def keep_up(desk: Desk) -> None:
    """Look after sessions until cancelled."""
    while True:
        await asyncio.sleep(EVERY)
        in_use = desk.hub.sessions()
        try:
            await desk.store.write(lambda tx, in_use=in_use: _renew(tx, in_use))  # type: ignore[misc]
        except Unavailable as error:
            log.warning("upkeep_put_off", reason=error.code)
        except Exception:
            log.exception("upkeep_failed")


def _renew(tx: Tx, in_use: set[int]) -> None:
    touch(tx, in_use)
    end_expired(tx)
