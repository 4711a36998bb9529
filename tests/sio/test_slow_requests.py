"""What comes in too slowly: headers, bodies, WebSocket frames and messages, byte by byte."""

import asyncio
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from parlour.sio import Event, Options, Server
from parlour.sio.http import Http

UPGRADE = (
    b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
)
OPTIONS = Options(message_timeout=200, connect_timeout=200)


class Impatient(Http):
    patience = 0.2


@pytest.fixture
async def port() -> Any:
    server = Server(OPTIONS)
    server.namespace(events={"do": Event(lambda socket: "done")})
    config = uvicorn.Config(server.asgi, ws=server.websocket, lifespan="off", log_level="error")
    config.load()
    make = lambda: Impatient(config=config, server_state=ServerState(), app_state={})  # noqa: E731
    listener = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0)
    yield listener.sockets[0].getsockname()[1]
    listener.close()


class Dripping:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def lasts(self, drops: bytes, every: float = 0.02) -> float:
        """Send one byte after another; tell after how many seconds the other side has ended it."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        ended = asyncio.ensure_future(self.reader.read())
        ended.add_done_callback(lambda done: done.exception())
        for drop in drops:
            await asyncio.wait((ended,), timeout=every)
            if ended.done():
                return loop.time() - started
            self.writer.write(bytes((drop,)))
        return float("inf")


@pytest.fixture
async def drip(port: int) -> Any:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    yield Dripping(reader, writer)
    writer.close()


async def open_websocket(drip: Dripping) -> None:
    drip.writer.write(UPGRADE)
    await drip.reader.readuntil(b"}")
    drip.writer.write(b"\x81\x82\0\0\0\x0040")
    await drip.reader.readuntil(b"}")


@pytest.mark.parametrize(
    ("first", "drops"),
    [
        (b"", b""),
        (b"GET /socket.io/?EIO=4", b"x" * 200),
        (b"GET / HTTP/1.1\r\nHost: x\r\n", b"A: b\r\n" * 50),
        (b"GET /socket.io/ HTTP/1.1\r\nHost: x\r\n\r\n", b"\r\n" * 100),
        (b"GET /socket.io/ HTTP/1.1\r\nHost: x\r\n\r\n", b"GET / HTTP/1.1" + b"x" * 200),
        (b"POST /socket.io/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n", b"x" * 200),
    ],
    ids=["nothing", "address", "headers", "empty lines", "second request", "a body that was refused"],
)
async def test_a_request_that_does_not_come_to_its_end_is_ended(drip: Dripping, first: bytes, drops: bytes):
    drip.writer.write(first)
    if not drops:
        assert await asyncio.wait_for(drip.reader.read(), 4) == b""
        return
    assert await drip.lasts(drops) < 3


async def test_a_polling_body_in_single_bytes_is_ended(drip: Dripping):
    drip.writer.write(b"GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\n\r\n")
    told = await drip.reader.readuntil(b"}")
    sid = told.split(b'"sid":"')[1].split(b'"')[0]
    post = b"POST /socket.io/?EIO=4&transport=polling&sid=%b HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n4"
    drip.writer.write(post % sid)
    assert b" 408 " in await asyncio.wait_for(drip.reader.readuntil(b"\r\n"), 4)
    assert await drip.lasts(b"x" * 200) < 3


@pytest.mark.parametrize(
    "drops",
    [b"\x81\xfe\x01\x00\0\0\0\0" + b"4" * 200, b"\x01\x81\0\0\0\x004" + b"\x00\x81\0\0\0\x00x" * 60],
    ids=["a frame", "fragments"],
)
async def test_a_websocket_message_in_single_bytes_is_closed(drip: Dripping, drops: bytes):
    await open_websocket(drip)
    assert 0.1 < await drip.lasts(drops) < 3


async def test_a_message_of_which_nothing_more_comes_is_closed(drip: Dripping):
    await open_websocket(drip)
    drip.writer.write(b"\x81\xfe\x01\x00\0\0\0\x004444")
    told = await asyncio.wait_for(drip.reader.read(), 4)
    assert told[:4] == b"\x88\x12" + (1008).to_bytes(2, "big")


async def test_pings_between_do_not_give_a_fragmented_message_more_time(drip: Dripping):
    await open_websocket(drip)
    drip.writer.write(b"\x01\x81\0\0\0\x004")
    assert await drip.lasts(b"\x89\x80\0\0\0\x00" * 40) < 3


async def test_many_messages_cut_anywhere_are_taken_however_long_it_lasts(drip: Dripping):
    await open_websocket(drip)
    asking = b'\x81\x89\0\0\0\x00420["do"]' + b"\x01\x84\0\0\0\x00420[" + b'\x80\x85\0\0\0\x00"do"]'
    stream = asking * 60
    for start in range(0, len(stream), 17):
        drip.writer.write(stream[start : start + 17])
        await asyncio.sleep(0.004)
    for _ in range(120):
        await asyncio.wait_for(drip.reader.readuntil(b'430["done"]'), 4)


async def test_more_headers_or_longer_ones_than_are_taken_are_400(drip: Dripping, port: int):
    for head in (b"A: b\r\n" * 101, b"A: " + b"b" * 8_200 + b"\r\n"):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /socket.io/ HTTP/1.1\r\n" + head + b"\r\n")
        assert b" 400 " in await reader.readline()
        writer.close()
    drip.writer.write(b"GET /" + b"x" * 9_000 + b" HTTP/1.1\r\n\r\n")
    assert b" 400 " in await drip.reader.readline()
