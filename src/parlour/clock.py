"""The wall clock: milliseconds since 1970 in UTC, and how a time is written. Nothing else asks for the time."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache

Clock = Callable[[], int]

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
TIME = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?(?:Z|[+-][0-9]{2}:[0-9]{2})"
WRITTEN = re.compile(f"{DATE}(?:T{TIME})?")


def now() -> int:
    """Return the time in milliseconds, UTC."""
    return time.time_ns() // 1_000_000


@lru_cache(maxsize=64)  # the messages of one commit share their time
def rfc3339(at: int) -> str:
    """Write milliseconds as `2026-11-21T09:12:33.123Z`."""
    whole, milliseconds = divmod(at, SECOND)
    return f"{datetime.fromtimestamp(whole, UTC):%Y-%m-%dT%H:%M:%S}.{milliseconds:03}Z"


def moment(text: str) -> int:
    """Read a time as RFC 3339 writes it, or a day (its beginning in UTC), as milliseconds; raise `ValueError`."""
    if not WRITTEN.fullmatch(text.upper()):
        raise ValueError(text)
    when = datetime.fromisoformat(text.upper())
    return ((when if when.tzinfo else when.replace(tzinfo=UTC)) - EPOCH) // timedelta(milliseconds=1)
