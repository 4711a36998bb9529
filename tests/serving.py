"""Fixtures for a server of the engine that runs inside the test's own loop."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
from place import Place, running


@pytest.fixture
async def serve() -> AsyncIterator[Callable[..., Awaitable[Place]]]:
    """Run a server until the test ends."""
    async with AsyncExitStack() as stack:

        async def start(server: Any, app: Any = None) -> Place:
            return await stack.enter_async_context(running(app or server.asgi, server.websocket))

        yield start


@pytest.fixture(autouse=True)
def silent_asyncio(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nothing may end as a traceback through asyncio."""
    yield
    loud = [record for record in caplog.get_records("call") if record.levelno > logging.INFO]
    assert [record for record in loud if record.name in ("asyncio", "uvicorn.error")] == []
