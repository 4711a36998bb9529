"""What every view may use, handed over once at start."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TypeVar, cast

from flask import current_app, request

from parlour.accounts.sessions import Visit
from parlour.proxies import household
from parlour.settings import Settings
from parlour.store import Store, Tx
from parlour.throttle import Throttle
from parlour.web.assets import Assets
from parlour.wire import LIMITS

T = TypeVar("T")
KEY = "parlour"


@dataclass(frozen=True)
class Site:
    """`secret` signs CSRF tokens; `online(room)` names the accounts that are here, from any thread."""

    settings: Settings
    store: Store
    throttle: Throttle
    assets: Assets
    secret: str
    version: str
    epoch: str
    online: Callable[[int], list[int]]

    @property
    def limits(self) -> dict[str, int]:
        """What a browser must know of the rules of the house."""
        return LIMITS | {"keep_days": self.settings.keep_days}


def site() -> Site:
    """Return the site of the request's app."""
    return cast("Site", current_app.extensions[KEY])


def read(ask: Callable[[Tx], T]) -> T:
    """Run `ask(tx)` in a snapshot."""
    return site().store.read(ask)


def write(act: Callable[[Tx], T]) -> T:
    """Run `act(tx)` and wait for its COMMIT."""
    return site().store.write(act)


def caller() -> str:
    """Return the key by which the address of the request is limited."""
    return household(request.remote_addr or "unknown")


def guessing() -> AbstractContextManager[None]:
    """Go around whatever takes a room code."""
    return site().throttle.guessing(caller())


def visit() -> Visit:
    """Return where the request comes from, for the list of sessions."""
    device = "".join(letter if letter.isprintable() else " " for letter in request.user_agent.string)
    return Visit(request.remote_addr or "unknown", device)
