"""How often anyone may do something: one table of rules, one limiter for HTTP and sockets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from limits import RateLimitItem, parse

from parlour.errors import Limited, UnknownCode
from parlour.windows import Windows

RULES: dict[str, tuple[str, ...]] = {
    "sign_in_address": ("30/minute", "200/hour"),
    "sign_in_name": ("5/minute", "20/hour"),
    "register": ("10/minute", "60/hour"),
    "guest": ("20/minute", "200/hour"),
    "password": ("10/minute",),
    "code": ("20/minute", "200/hour"),
    "join": ("30/minute",),
    "create_room": ("10/minute", "60/hour"),
    "direct": ("30/minute", "300/hour"),
    "people": ("120/minute",),
    "message": ("20/5second", "120/minute"),
    "react": ("30/10second", "150/minute"),
    "typing": ("10/10second",),
    "draft": ("120/minute",),
    "read": ("120/minute",),
    "history": ("240/minute",),
    "search": ("120/minute",),
    "change": ("60/minute",),
    "export": ("3/minute", "20/hour"),
    # Per connection, whatever for. One that asks in 500 rooms at once, and waits when told to, stays below.
    "refused": ("1000/10second",),
}


class Throttle:
    """Counts per rule and key; `hit` raises `Limited` with the seconds to wait."""

    def __init__(self, *, on: bool = True) -> None:
        self.on = on
        self._windows = Windows()
        self._rules: dict[str, list[RateLimitItem]] = {
            name: [parse(text) for text in texts] for name, texts in RULES.items()
        }

    def hit(self, rule: str, *keys: str | int) -> None:
        """Count one use of `rule` by `keys` (an address, an account id)."""
        for item in self._rules[rule] if self.on else ():
            _refuse(self._windows.hit(_key(item, rule, keys), item.amount, item.get_expiry()))

    def check(self, rule: str, *keys: str | int) -> None:
        """Raise `Limited` when `rule` is used up, without counting: for rules that count failures only."""
        for item in self._rules[rule] if self.on else ():
            _refuse(self._windows.test(_key(item, rule, keys), item.amount, item.get_expiry()))

    @contextmanager
    def guessing(self, address: str) -> Iterator[None]:
        """Around whatever takes a room code: count the unknown ones, and stop an address that has tried too many."""
        self.check("code", address)
        try:
            yield
        except UnknownCode:
            self.hit("code", address)
            raise


def _key(item: RateLimitItem, rule: str, keys: tuple[str | int, ...]) -> str:
    return item.key_for(rule, *(str(key) for key in keys))


def _refuse(wait: float) -> None:
    if wait:
        raise Limited(retry_after=max(0.1, wait))
