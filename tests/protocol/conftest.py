"""The place where a server of the engine runs for a test."""

import importlib.util
import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


def load(name: str, path: Path) -> ModuleType:
    """Load a module that stands beside the tests and is no test."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


place = load("sio_place", Path(__file__).parents[1] / "sio" / "place.py")


@pytest.fixture
async def serve() -> AsyncIterator[Callable[..., Awaitable[Any]]]:
    """Run a server until the test ends."""
    async with AsyncExitStack() as stack:

        async def start(server: Any, app: Any = None) -> Any:
            return await stack.enter_async_context(place.running(app or server.asgi, server.websocket))

        yield start


@pytest.fixture
def running() -> Callable[..., Any]:
    """For tests that stop a server and start another."""
    run: Callable[..., Any] = place.running
    return run


@pytest.fixture(autouse=True)
def silent_asyncio(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nothing may end as a traceback through asyncio."""
    yield
    loud = [record for record in caplog.get_records("call") if record.levelno > logging.INFO]
    assert [record for record in loud if record.name in ("asyncio", "uvicorn.error")] == []


@pytest.fixture
def target() -> ModuleType:
    return load("sio_target", Path(__file__).with_name("target.py"))


@pytest.fixture
async def engine_io(serve: Any, target: ModuleType) -> Any:
    """The target's Engine.IO echo."""
    server, app = target.make()
    found = await serve(server, app)
    found.path = "/engine.io/"
    return found


@pytest.fixture
async def socket_io(serve: Any, target: ModuleType) -> Any:
    server, app = target.make()
    return await serve(server, app)
