"""Has the index of the search follow what is stored, in what time the posting of messages leaves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog

from parlour.errors import Unavailable
from parlour.live.portions import Portions
from parlour.search.filling import index_next, is_due
from parlour.store import LoopStore

SETTLE = 0.3  # seconds in which what is said together comes together
BUSY, IDLE = 19, 1  # times as long as it took it rests: while people talk, and while they do not
AWAY, FAILED = 2.0, 60.0  # seconds after which it is tried once more: when the database is away, when we are wrong

log = structlog.get_logger("parlour.live")


class Indexing:
    """Lives on the event loop; `hear` is called with how much was published after each COMMIT."""

    def __init__(self, store: LoopStore, told: Callable[[], None] = lambda: None) -> None:
        self._store = store
        self._told = told  # that something was taken in
        self._wake = asyncio.Event()
        self._heard = 0
        self._portions = Portions(store)

    def hear(self, count: int) -> None:
        """Note that something was stored."""
        self._heard += count
        self._wake.set()

    async def run(self) -> None:
        """Look now and whenever something was stored, until cancelled."""
        while True:
            self._wake.clear()
            await asyncio.sleep(SETTLE)
            try:
                if await self._store.read(is_due):
                    await self._follow()
                await self._wake.wait()
            except Unavailable:  # the store has said why
                await asyncio.sleep(AWAY)
            except Exception:
                log.exception("indexing_failed")
                await asyncio.sleep(FAILED)

    async def _follow(self) -> None:
        """Index until nothing is left."""
        done = 1
        while done:
            heard = self._heard
            done, took = await self._portions.next(index_next)
            self._told()
            await asyncio.sleep(took * (BUSY if self._heard > heard else IDLE))
