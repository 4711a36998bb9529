"""A flood from one client while others say as much as they may; see flooder.py."""

from __future__ import annotations

import asyncio
import json
import random
import time
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from faults.flooder import message
from faults.watching import percentile, told
from place import Talk
from running import Running
from websockets.asyncio.client import connect
from world import person

from parlour.accounts.sessions import Visit, open_session
from parlour.client import Client
from parlour.rooms.actions import create_room
from parlour.store import Store

SECONDS = 4.0
PACE = 0.28  # seconds between two messages: just what everybody may


class Guest(NamedTuple):
    """Somebody with a room of his own."""

    token: str
    room: int


class Outcome(NamedTuple):
    """What the flooder says, and how many answers to the others were `refused`.

    So many in a hundred `answers` to the others took no longer, in seconds, before the flood and during it; `lags` is
    how late the loop was: the time that a WebSocket ping takes.
    """

    flood: dict[str, Any]
    refused: int
    answers: tuple[float, float]
    lags: tuple[float, float]


class Calm:
    """Those who say as much as they may, and one who only looks how late the loop is."""

    def __init__(self, server: Running) -> None:
        self.server = server
        self.over = asyncio.Event()
        self.answers: list[float] = []
        self.lags: list[float] = []
        self.refused = 0

    async def talk(self, guest: Guest, here: asyncio.Barrier) -> None:
        async with self._line() as line:
            talk = await self._enter(line, guest, here)
            await asyncio.sleep(random.uniform(0, PACE))
            number = 0
            while not self.over.is_set():
                began = time.monotonic()
                number += 1
                await line.send(f'42{number}["send_message",{message(guest.room)}]')
                while not (heard := str(await talk.hear())).startswith(f"43{number}["):
                    pass
                self.answers.append(time.monotonic() - began)
                self.refused += '"ok":true' not in heard
                await asyncio.sleep(max(0.0, began + PACE - time.monotonic()))

    async def look(self, guest: Guest, here: asyncio.Barrier) -> None:
        async with self._line() as line:
            await self._enter(line, guest, here)
            while not self.over.is_set():
                self.lags.append(await (await line.ping()))
                await asyncio.sleep(0.01)

    def slowest(self, which: int) -> tuple[float, float]:
        """Return a percentile of the answers and lags since this was asked last."""
        answers, self.answers = self.answers, []
        lags, self.lags = self.lags, []
        return percentile(answers, which), percentile(lags, which)

    def _line(self) -> connect:
        uri = f"ws://127.0.0.1:{self.server.port}/socket.io/?EIO=4&transport=websocket"
        return connect(uri, compression=None, ping_interval=None, max_queue=None)

    async def _enter(self, line: Any, guest: Guest, here: asyncio.Barrier) -> Talk:
        talk = Talk(line)
        await talk.hear()
        await line.send("40" + json.dumps({"token": guest.token}))
        while not str(await talk.hear()).startswith('42["ready"'):
            pass
        await here.wait()
        return talk


async def flooded(folder: Path, calm: int, rate: int, which: int) -> Outcome:
    """Let one send `rate` messages a second, after a quiet while; what he may say after that is still stored."""
    flooder, looker, *guests = await asyncio.to_thread(furnished, folder, calm + 2)
    server = Running(folder)
    others, here = Calm(server), asyncio.Barrier(calm + 2)
    async with asyncio.TaskGroup() as tasks:
        for guest in guests:
            tasks.create_task(others.talk(guest, here))
        tasks.create_task(others.look(looker, here))
        await here.wait()
        await asyncio.sleep(SECONDS)
        before = others.slowest(which)
        flood = await told("faults.flooder", server.port, flooder.token, flooder.room, rate, SECONDS)
        others.over.set()
    during = others.slowest(which)
    async with Client(server.url, token=flooder.token) as sorry:
        await asyncio.wait_for(sorry.send(flooder.room, "sorry"), 30)
    await asyncio.to_thread(server.stop)
    assert "Traceback" not in server.errors()
    return Outcome(flood, others.refused, *zip(before, during, strict=True))


def furnished(folder: Path, count: int) -> list[Guest]:
    """Make people who are signed in, faster than a server would let them come from one address."""
    folder.mkdir()
    with closing(Store(folder)) as store:
        people = [person(store, f"Guest {number}") for number in range(count)]
        visit = Visit("127.0.0.1", "test")
        return [
            Guest(
                store.write(lambda tx, who=who: open_session(tx, who, visit)),  # type: ignore[misc]
                store.write(lambda tx, who=who: create_room(tx, who, f"Room of {who.username}").id),  # type: ignore[misc]
            )
            for who in people
        ]
