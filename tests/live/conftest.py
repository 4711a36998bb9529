"""Kit, Mira and Otto on a real server: one for all tests, or one that a test may kill."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from running import Running
from talking import Party, party


@pytest.fixture
async def parlour(shared_server: Running) -> AsyncIterator[Party]:
    async with party(shared_server) as people:
        yield people


@pytest.fixture
async def lonely(server: Running) -> AsyncIterator[Party]:
    async with party(server) as people:
        yield people
