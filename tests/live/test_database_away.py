"""PostgreSQL goes away under a whole server: connections stay, everything is answered, and it goes on by itself."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import socketio
from cluster import Cluster
from live.house import opened
from running import Running
from sqlalchemy import QueuePool, create_engine
from talking import Party, Talker, close, party
from world import World

from parlour.security import new_key
from parlour.store import Store


@pytest.fixture
async def people(own_cluster: Cluster, tmp_path: Path) -> AsyncIterator[Party]:
    name = own_cluster.borrow()
    server = Running(tmp_path / "served", "--limits", "off", "--database", own_cluster.dsn(name))
    async with party(server) as together:
        yield together
    server.stop()
    assert "Traceback" not in server.errors()
    own_cluster.give_back(name)


async def goes_on(people: Party, within: float) -> None:
    """Whoever was there is there still, and is heard again soon."""
    begun, key = time.monotonic(), new_key()
    while not (await people.kit.ask("send_message", room=people.room, key=key, message="back"))["ok"]:
        await asyncio.sleep(0.02)
    assert time.monotonic() - begun < within
    await people.mira.hear("new_message", message="back")
    assert people.kit.client.connected


def code(answer: dict[str, Any]) -> str:
    assert answer["ok"] is False
    return str(answer["error"]["code"])


async def test_while_it_is_down_everybody_is_told_to_try_again(people: Party, own_cluster: Cluster) -> None:
    assert (await people.kit.say(people.room, "before"))["ok"]
    await asyncio.to_thread(own_cluster.stop)
    assert code(await people.kit.say(people.room, "never")) == "retry"
    assert code(await people.mira.ask("catch_up", room=people.room, rev=0)) == "retry"
    assert (await people.kit.ask("typing", room=people.room))["ok"]
    await people.mira.hear("typing", username=people.kit.name)
    answer = await asyncio.to_thread(people.server.api, "GET", "/rooms", people.kit.token)
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "retry")
    assert answer.headers["Retry-After"] == "1"
    assert await refused(people.mira) == "retry"
    await asyncio.to_thread(own_cluster.start)
    await goes_on(people, within=2)
    assert people.mira.texts(people.room) == ["before", "back"]


async def refused(person: Talker) -> str:
    """Return the code with which one more connection is refused."""
    client = socketio.AsyncClient(reconnection=False)
    told: list[Any] = []
    client.on("connect_error", told.append)
    with pytest.raises(socketio.exceptions.ConnectionError):
        await client.connect(person.server.url, auth={"token": person.token})
    await close(client)
    return str(told[0]["data"]["code"])


async def test_while_it_is_frozen_everybody_is_told_to_try_again(people: Party, own_cluster: Cluster) -> None:
    assert (await people.kit.say(people.room, "before"))["ok"]
    before = memory(people.server)
    with own_cluster.frozen():
        said = [people.kit.say(people.room, "never") for _ in range(50)]
        asked = [people.mira.ask("catch_up", room=people.room, rev=0) for _ in range(50)]
        assert {code(answer) for answer in await asyncio.gather(*said, *asked)} == {"retry"}
        assert (await people.kit.ask("typing", room=people.room))["ok"]
    await goes_on(people, within=3)
    assert memory(people.server) < before + 10_000


async def test_who_is_behind_waits_for_the_table_instead_of_being_closed(world: World) -> None:
    async with opened(world.store) as house:
        with away(world.store):
            reading = asyncio.ensure_future(house.parlour._refill(world.room, 0))
            assert not (await asyncio.wait([reading], timeout=0.2))[0]
        assert [rev for rev, _ in await asyncio.wait_for(reading, 5)] == [1, 2]


@contextmanager
def away(store: Store) -> Iterator[None]:
    """No connection for reading is free for the time of a block."""
    busy = create_engine("sqlite://", poolclass=QueuePool, pool_size=1, max_overflow=0, pool_timeout=0)
    with busy.connect(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(store.database, "reading", busy)
        yield
    busy.dispose()


def memory(server: Running) -> int:
    """What the server's process holds, in KB."""
    [line] = [line for line in Path(f"/proc/{server.process.pid}/status").read_text().splitlines() if "VmRSS" in line]
    return int(line.split()[1])
