"""Places in the path of a message where a test can have the process end, as a crash would: `FAILPOINT=after_commit`.

`FAILPOINT=after_commit@20` ends it at the twentieth pass. Not a setting, and of no use to anyone but a test.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")
NAMES = ("after_lock", "mid_batch", "before_commit", "after_commit", "after_ack")
LEAVING = 0.2  # seconds for an acknowledgement to leave

_name, _, _passes = os.environ.get("FAILPOINT", "").partition("@")
_left = int(_passes or 1)
if _name and _name not in NAMES:
    raise SystemExit(f"FAILPOINT is none of {', '.join(NAMES)}: {_name}")


def passing(name: str) -> None:
    """End the process here, without goodbye, if this is the place and the time."""
    if name == _name and _counted():
        _die()


def instead(name: str, tell: Callable[[Sequence[T]], None]) -> Callable[[Sequence[T]], None]:
    """Return `tell` itself, or what ends the process in its place once what was answered before has left."""
    if name != _name:
        return tell

    def die_untold(events: Sequence[T]) -> None:
        if events and _counted():
            asyncio.get_running_loop().call_later(LEAVING, _die)
        elif _left > 0:
            tell(events)

    return die_untold


def _counted() -> bool:
    global _left
    _left -= 1
    return _left == 0


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
