"""When descriptors run out: who is in goes on, who comes is told when to come back, and the log is told once."""

import asyncio
import logging
import resource
import socket
from collections.abc import AsyncIterator
from math import inf
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from parlour.sio import Event, Server
from parlour.sio.descriptors import Doorway, Listening, first_kept
from parlour.sio.http import Http

ASKING = b"GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\n\r\n"
UPGRADE = (
    b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
)


class Full:
    """A server with `doorway` that is full from the descriptor `first` on."""

    first = inf
    port = 0

    def __init__(self, **options: Any) -> None:
        self.doorway = Doorway(lambda: self.first, **options)

    async def knock(self, said: bytes = b"") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(said)
        return reader, writer

    async def told(self, said: bytes) -> str:
        """All that is answered until the other side has closed."""
        reader, writer = await self.knock(said)
        try:
            return (await asyncio.wait_for(reader.read(), 5)).decode()
        finally:
            writer.close()


@pytest.fixture
async def full(request: pytest.FixtureRequest) -> AsyncIterator[Full]:
    full = Full(**{"linger": 0.05, "over": 0.5} | getattr(request, "param", {}))
    server = Server()
    server.namespace(events={"do": Event(lambda socket: "done")})
    config = uvicorn.Config(server.asgi, ws=server.websocket, lifespan="off", log_level="error")
    config.load()

    class Guarded(Http):
        doorway = full.doorway

    state = ServerState()
    listener = await asyncio.get_running_loop().create_server(
        lambda: Guarded(config=config, server_state=state, app_state={}), "127.0.0.1", 0
    )
    full.port = listener.sockets[0].getsockname()[1]
    yield full
    listener.close()
    for connection in state.connections:
        connection.transport.abort()
    await asyncio.sleep(0)


async def test_who_comes_too_late_is_told_when_to_come_back(full: Full):
    full.first = 0
    for said in (ASKING, UPGRADE):
        head, _, body = (await full.told(said)).partition("\r\n\r\n")
        lines = head.split("\r\n")
        assert lines[0] == "HTTP/1.1 503 Service Unavailable"
        assert "Connection: close" in lines
        assert 1 <= int(head.partition("Retry-After: ")[2].split()[0]) <= 10
        assert body == Http.full.decode()
    assert full.doorway.standing == {}


async def test_who_says_nothing_is_told_so_too_and_not_waited_for(full: Full):
    full.first = 0
    assert (await full.told(b"")).startswith("HTTP/1.1 503")


async def test_who_is_told_twice_is_told_once(full: Full):
    full.first = 0
    reader, writer = await full.knock(ASKING)
    await reader.readuntil(b"}")
    writer.write(ASKING)
    assert await asyncio.wait_for(reader.read(), 5) == b""
    writer.close()


@pytest.mark.parametrize("full", [{"linger": 60, "standing": 2}], indirect=True)
async def test_when_many_stand_there_the_first_goes_first(full: Full):
    full.first = 0
    (first, one), (_, two) = await full.knock(), await full.knock()
    async with asyncio.timeout(5):
        while len(full.doorway.standing) < 2:
            await asyncio.sleep(0.005)
        _, three = await full.knock()
        assert (await first.read()).startswith(b"HTTP/1.1 503")
        assert len(full.doorway.standing) == 2
        for writer in (one, two, three):
            writer.close()
        while full.doorway.standing:
            await asyncio.sleep(0.005)


async def test_who_is_in_goes_on_and_when_there_is_room_others_come_in(full: Full):
    reader, writer = await full.knock(UPGRADE)
    await reader.readuntil(b"}")
    full.first = 0
    assert "503" in await full.told(ASKING)
    writer.write(b'\x81\x82\0\0\0\x0040\x81\x89\0\0\0\x00421["do"]')
    await asyncio.wait_for(reader.readuntil(b'431["done"]'), 5)
    writer.close()
    full.first = inf
    other, writer = await full.knock(ASKING)
    assert b" 200 " in await other.readline()
    writer.close()


async def test_the_log_is_told_when_it_begins_and_when_it_is_over(full: Full, caplog: pytest.LogCaptureFixture):
    def said() -> list[str]:
        return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]

    full.first = 0
    for _ in range(2):
        caplog.clear()
        await asyncio.gather(*(full.told(ASKING) for _ in range(3)))
        async with asyncio.timeout(5):
            while len(said()) < 2:
                await asyncio.sleep(0.01)
        assert [line.rpartition(": ")[2] for line in said()] == ["new connections are refused", "3 were refused"]


def test_from_the_last_descriptors_asyncio_gets_one_a_turn():
    class Scarce(Listening):
        first_kept = staticmethod(lambda: 0)

    with Scarce() as listening, socket.socket() as one, socket.socket() as two:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        for client in (one, two):
            client.connect(listening.getsockname())
        listening.accept()[0].close()
        with pytest.raises(BlockingIOError):
            listening.accept()
        listening.accept()[0].close()


def test_those_who_wait_are_accepted_at_once_while_there_is_room():
    with Listening() as listening, socket.socket() as one, socket.socket() as two:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        for client in (one, two):
            client.connect(listening.getsockname())
        for _ in range(2):
            listening.accept()[0].close()


@pytest.mark.parametrize(("limit", "first"), [(256, 192), (resource.RLIM_INFINITY, inf)])
def test_what_is_kept_follows_from_the_limit(monkeypatch: pytest.MonkeyPatch, limit: int, first: float):
    monkeypatch.setattr(resource, "getrlimit", lambda _: (limit, limit))
    assert first_kept() == first
