"""What was counted lately, by key, and nothing of those who have stopped: moving windows in memory."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

LOOKED_AT = 2  # old keys looked at for each count: more than one, so that they go faster than new ones come


class Windows:
    """Safe from any thread; times are in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        # Of each key the times counted, the latest last, and from when on none of them matters.
        self._windows: OrderedDict[str, tuple[deque[float], float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._windows)

    def hit(self, key: str, most: int, span: float) -> float:
        """Count one, unless there were `most` within `span`; return how long to wait then, and 0 when counted."""
        with self._lock:
            now = self._clock()
            self._forget(now)
            wait = self._wait(key, most, span, now)
            if not wait:
                times = self._windows[key][0] if key in self._windows else deque[float](maxlen=most)
                times.append(now)
                self._windows[key] = (times, now + span)
            return wait

    def test(self, key: str, most: int, span: float) -> float:
        """As `hit`, without counting."""
        with self._lock:
            return self._wait(key, most, span, self._clock())

    def _wait(self, key: str, most: int, span: float, now: float) -> float:
        if key not in self._windows:
            return 0.0
        times, _ = self._windows[key]
        return max(0.0, times[0] + span - now) if len(times) == most else 0.0

    def _forget(self, now: float) -> None:
        """Look at the keys that were not looked at for longest: out with those that do not matter any more."""
        for _ in range(min(LOOKED_AT, len(self._windows))):
            key, (_, until) = next(iter(self._windows.items()))
            if until <= now:
                del self._windows[key]
            else:
                self._windows.move_to_end(key)
