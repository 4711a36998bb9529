"""Kit and Mira in a private room, Otto outside, all connected to a real server."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import NamedTuple

import pytest
from running import Running

sys.path.insert(0, str(Path(__file__).parent))

from talking import Talker, talker


class Parlour(NamedTuple):
    server: Running
    kit: Talker
    mira: Talker
    otto: Talker
    room: int
    code: str


@pytest.fixture
async def parlour(server: Running) -> AsyncIterator[Parlour]:
    tokens = [server.guest(name) for name in ("Kit", "Mira", "Otto")]
    room = server.room(tokens[0], "Kitchen", open=False)
    async with AsyncExitStack() as stack:
        kit, mira, otto = [await stack.enter_async_context(talker(server, token)) for token in tokens]
        assert (await mira.ask("join", code=room["code"]))["ok"]
        await kit.hear("user_joined", username="Mira")
        yield Parlour(server, kit, mira, otto, int(str(room["id"])), str(room["code"]))
        # Whatever a test did, someone outside never heard of the room.
        about = [payload for _, payload in otto.heard if payload.get("room") == room["id"]]
        assert about == [] or otto.find("me_changed") is not None
