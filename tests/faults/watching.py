"""Somebody who talks while the server is under attack, and what the attack costs."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from running import Running

from parlour.client import Client
from parlour.security import new_key

TESTS = Path(__file__).parents[1]
NOTICED = 0.25  # seconds: an answer that takes longer is noticed, where the machine has nothing else to do
CALM = 50  # answers before an attack: how quick they are at other times

T = TypeVar("T")


class Watch:
    """Somebody who talks all the while; `delays` are the seconds from sending to the answer, `calm` those before."""

    def __init__(self) -> None:
        self.delays: list[float] = []
        self.calm: list[float] = []

    async def during(self, what: Awaitable[T]) -> tuple[T, list[float]]:
        """Return what was awaited, and the delays meanwhile."""
        self.delays = delays = []
        return await what, delays

    @property
    def noticed(self) -> str:
        """What was noticed: nothing, or how slow one answer of twenty was."""
        before, during = percentile(self.calm, 95), percentile(self.delays, 95)
        return f"{during:.3f} s, {before:.3f} before" if during > max(NOTICED, 2 * before) else ""


def percentile(delays: list[float], which: int) -> float:
    return sorted(delays)[int(len(delays) * which / 100)]


@asynccontextmanager
async def watched(server: Running) -> AsyncIterator[Watch]:
    """Let an ordinary person say something fifty times a second during the block."""
    watch = Watch()
    async with Client(server.url, username=f"Watch {new_key()[:5]}") as chat:
        room = int(str((await asyncio.to_thread(server.room, str(chat.token)))["id"]))

        async def talk() -> None:
            while True:
                began = time.monotonic()
                await chat.send(room, "still here")
                watch.delays.append(time.monotonic() - began)
                await asyncio.sleep(0.02)

        talking = asyncio.create_task(talk())
        try:
            while len(watch.delays) < CALM:
                await asyncio.sleep(0.02)
            watch.calm, watch.delays = watch.delays, []
            yield watch
        finally:
            talking.cancel()
            await asyncio.gather(talking, return_exceptions=True)


async def besieged(server: Running, kind: str, count: int, *, pace: float = 0.1, patience: float = 0) -> dict[str, Any]:
    """Let so many attackers of a kind come and be let go; see attackers.py."""
    token = await asyncio.to_thread(server.guest, f"Attacker {new_key()[:5]}")
    return await told("faults.attackers", server.port, token, kind, count, pace, patience)


async def told(module: str, *words: object) -> dict[str, Any]:
    """Run a module of ours in a process of its own, and return what it prints as JSON."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        *map(str, words),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(TESTS)},
    )
    try:
        printed, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    assert process.returncode == 0
    return dict(json.loads(printed))
