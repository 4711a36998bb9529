"""Work that can wait, in portions: each transaction is as large as it may last while others wait for the writer."""

from __future__ import annotations

import time
from collections.abc import Callable

from parlour.store import LoopStore, Tx

LEAST, MOST = 20, 500  # of whatever it is, in one transaction
LONG, SHORT = 0.02, 0.008  # seconds

Step = Callable[[Tx, int], int]  # does at most so many, and returns how many


class Portions:
    """`most`, what the next transaction may do at most, follows how long the last one took."""

    def __init__(self, store: LoopStore) -> None:
        self.most = LEAST
        self._store = store

    async def next(self, step: Step) -> tuple[int, float]:
        """Do one portion; return how many were done, and the seconds it took on the writer's thread."""
        most = self.most
        done, took = await self._store.write(lambda tx: _timed(tx, step, most))
        if took > LONG:
            self.most = max(LEAST, most // 2)
        elif took < SHORT and done == most:
            self.most = min(MOST, most * 2)
        return done, took


def _timed(tx: Tx, step: Step, most: int) -> tuple[int, float]:
    begun = time.perf_counter()
    return step(tx, most), time.perf_counter() - begun
