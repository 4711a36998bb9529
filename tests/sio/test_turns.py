"""However much one client sends at once, others are heard in between."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest

from parlour.sio import Event, Server, Socket
from parlour.sio.http import READ_AT_ONCE
from parlour.sio.polling import AT_ONCE

UPGRADE = (
    b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
)
DO = b'\x81\x88\0\0\0\x0042["do"]'
TIMES = 10_000


class Heard:
    """The events of each turn of the loop."""

    def __init__(self) -> None:
        self.turn = 0
        self.by_turn: Counter[int] = Counter()

    def hear(self, _: Socket) -> None:
        self.by_turn[self.turn] += 1

    async def count(self) -> None:
        while True:
            await asyncio.sleep(0)
            self.turn += 1

    async def all(self) -> None:
        async with asyncio.timeout(20):
            while self.by_turn.total() < TIMES:
                await asyncio.sleep(0)


@pytest.fixture
async def heard() -> AsyncIterator[Heard]:
    heard = Heard()
    counting = asyncio.create_task(heard.count())
    yield heard
    counting.cancel()


def hearing(heard: Heard) -> Server:
    server = Server()
    server.namespace(events={"do": Event(heard.hear)})
    return server


async def test_a_websocket_is_read_in_portions(serve: Any, heard: Heard):
    place = await serve(hearing(heard))
    reader, writer = await place.raw()
    writer.write(UPGRADE)
    await reader.readuntil(b"}")
    writer.write(b"\x81\x82\0\0\0\x0040")
    await reader.readuntil(b"}")
    writer.write(DO * TIMES)
    await heard.all()
    assert max(heard.by_turn.values()) <= READ_AT_ONCE / len(DO) + 1


async def test_a_polling_body_is_heard_in_portions(serve: Any, heard: Heard):
    place = await serve(hearing(heard))
    sid = await place.open_polling()
    await place.post(sid, "40")
    assert (await place.post(sid, "\x1e".join(['42["do"]'] * TIMES)))[0] == 200
    await heard.all()
    assert max(heard.by_turn.values()) <= AT_ONCE
