"""What takes an hour: five hundred kills, and a room of thousands. `bin/faults release`."""

from __future__ import annotations

import asyncio
import json
import resource
import time
from pathlib import Path
from statistics import quantiles

from faults import raw
from faults.kills import run_under_kills
from running import Running

from parlour.client import Client

MEMBERS = 5_000
RATE = 100  # messages a second
SECONDS = 10


async def test_five_hundred_kills_lose_nothing(tmp_path: Path) -> None:
    """F1."""
    server = Running(tmp_path / "served", "--limits", "off")
    assert (await run_under_kills(server, tmp_path / "diaries", 500)).found == []


async def test_a_room_of_thousands_is_told_in_time(tmp_path: Path) -> None:
    """F33: 5,000 members, 100 messages a second; one of them measures from sending to hearing."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (20_000, max(20_000, resource.getrlimit(resource.RLIMIT_NOFILE)[1])))
    server = Running(tmp_path / "served", "--limits", "off")
    async with Client(server.url, username="Kit") as kit:
        room = int(str((await asyncio.to_thread(server.room, str(kit.token)))["id"]))
        crowd = await asyncio.to_thread(full_house, server, room)
        readers = [asyncio.create_task(swallow(one)) for one in crowd]
        delays = await measured(kit, room)
        for reader in readers:
            reader.cancel()
        raw.close_all(crowd)
    server.stop()
    assert quantiles(delays, n=100)[98] < 0.5


def full_house(server: Running, room: int) -> list:  # type: ignore[type-arg]
    """One account, thousands of connections: to the fan-out it is the same."""
    token = server.guest("Crowd")
    assert server.api("POST", "/memberships", token, room=room).ok
    return [raw.connected(server, token) for _ in range(MEMBERS)]


async def swallow(connection) -> None:  # type: ignore[no-untyped-def]
    """Read and throw away."""
    connection.setblocking(False)
    loop = asyncio.get_running_loop()
    while await loop.sock_recv(connection, 65_536):
        pass


async def measured(kit: Client, room: int) -> list[float]:
    """Send at an even pace; return the seconds until each came back to its sender as a delivery."""
    delays: list[float] = []

    async def hear() -> None:
        async for message in kit.messages():
            delays.append(time.monotonic() - json.loads(message.message))
            if len(delays) == RATE * SECONDS:
                return

    hearing = asyncio.create_task(hear())
    sending, began = [], time.monotonic()
    for number in range(RATE * SECONDS):
        await asyncio.sleep(max(0.0, began + number / RATE - time.monotonic()))
        sending.append(asyncio.create_task(kit.send(room, json.dumps(time.monotonic()))))
    await asyncio.gather(hearing, *sending)
    return delays
