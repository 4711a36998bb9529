"""What is wrong with the database, told to the log once, then when it changes, and from time to time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import structlog

EVERY = 10.0  # seconds; a full disk would otherwise fill what is left of itself with lines about it

log = structlog.get_logger("parlour.store")


class Troubles:
    """Safe from any thread; `again` in a line says how often it was left out before."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._told: dict[str, tuple[str, float, int]] = {}

    def tell(self, event: str, error: Exception) -> None:
        """Log that `event` happened by `error`, unless that was said just now."""
        text = str(getattr(error, "orig", None) or error).partition("\n")[0]  # further lines quote what was written
        with self._lock:
            before, since, left_out = self._told.get(event, ("", 0.0, 0))
            now = self._clock()
            if text == before and now < since + EVERY:
                self._told[event] = (text, since, left_out + 1)
                return
            self._told[event] = (text, now, 0)
        log.error(event, error=text, again=left_out if text == before else 0)
