"""The wall clock: milliseconds since 1970 in UTC, and how a time is written. Nothing else asks for the time."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache

Clock = Callable[[], int]

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def now() -> int:
    """Return the time in milliseconds, UTC."""
    return time.time_ns() // 1_000_000


@lru_cache(maxsize=64)  # the messages of one commit share their time
def rfc3339(at: int) -> str:
    """Write milliseconds as `2026-11-21T09:12:33.123Z`."""
    whole, milliseconds = divmod(at, SECOND)
    return f"{datetime.fromtimestamp(whole, UTC):%Y-%m-%dT%H:%M:%S}.{milliseconds:03}Z"
