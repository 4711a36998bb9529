"""The server that the official suites talk to, and others, for each test."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import place
import pytest
from protocol import target as served
from serving import serve, silent_asyncio

__all__ = ["serve", "silent_asyncio"]


@pytest.fixture
def running() -> Callable[..., Any]:
    """For tests that stop a server and start another."""
    return place.running


@pytest.fixture
def target() -> ModuleType:
    return served


@pytest.fixture
async def engine_io(serve: Any) -> Any:
    """The target's Engine.IO echo."""
    server, app = served.make()
    found = await serve(server, app)
    found.path = "/engine.io/"
    return found


@pytest.fixture
async def socket_io(serve: Any) -> Any:
    server, app = served.make()
    return await serve(server, app)
