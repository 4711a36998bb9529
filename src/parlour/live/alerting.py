"""Has the words that people wait for looked for in what the search has taken in: never while something is posted."""

from __future__ import annotations

import asyncio

import structlog

from parlour.errors import Unavailable
from parlour.keywords.marks import is_due
from parlour.keywords.matching import look_on, tell_found
from parlour.store import LoopStore

PAUSE = 0.05  # seconds between two looks
AWAY, FAILED = 2.0, 60.0  # seconds after which it is tried once more: when the database is away, when we are wrong

log = structlog.get_logger("parlour.live")


class Alerting:
    """Lives on the event loop; `hear` is called when the search has taken something in."""

    def __init__(self, store: LoopStore) -> None:
        self._store = store
        self._wake = asyncio.Event()

    def hear(self) -> None:
        """Note that there is something to look through."""
        self._wake.set()

    async def run(self) -> None:
        """Look now and whenever something was taken in, until cancelled."""
        while True:
            self._wake.clear()
            try:
                while await self._store.read(is_due):
                    found = await self._store.read(look_on)
                    await self._store.write(lambda tx, found=found: tell_found(tx, found))  # type: ignore[misc]
                    await asyncio.sleep(PAUSE)
                await self._wake.wait()
            except Unavailable:  # the store has said why
                await asyncio.sleep(AWAY)
            except Exception:
                log.exception("alerting_failed")
                await asyncio.sleep(FAILED)
