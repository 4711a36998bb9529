"""RFC 6455 on the bare echo, in the order of Autobahn's sections 1 to 7."""

import asyncio
import struct
from collections.abc import Callable
from typing import Any

import pytest

UPGRADE = (
    b"GET /echo HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
)
TEXT, BINARY, CONT, CLOSE, PING, PONG = 1, 2, 0, 8, 9, 10


def frame(opcode: int, data: bytes = b"", *, fin: bool = True, rsv: int = 0, masked: bool = True) -> bytes:
    """A frame from the client; its mask is zero."""
    size, bit = len(data), 0x80 if masked else 0
    head = bytes((fin << 7 | rsv << 4 | opcode,))
    if size < 126:
        head += bytes((bit | size,))
    elif size < 65_536:
        head += bytes((bit | 126,)) + struct.pack("!H", size)
    else:
        head += bytes((bit | 127,)) + struct.pack("!Q", size)
    return head + (bytes(4) if masked else b"") + data


class Wire:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    def send(self, *frames: bytes) -> None:
        self.writer.write(b"".join(frames))

    async def hear(self) -> tuple[int, bytes]:
        first, size = await self._read(2)
        if size == 126:
            (size,) = struct.unpack("!H", await self._read(2))
        elif size == 127:
            (size,) = struct.unpack("!Q", await self._read(8))
        return first & 15, await self._read(size)

    async def closed(self) -> int:
        """Read until the close frame; tell its code. After it the server ends the connection."""
        opcode, data = await self.hear()
        while opcode != CLOSE:
            opcode, data = await self.hear()
        self.writer.write_eof()
        assert await asyncio.wait_for(self.reader.read(), 5) == b""
        return int.from_bytes(data[:2], "big") if data else 1005

    async def _read(self, size: int) -> bytes:
        return await asyncio.wait_for(self.reader.readexactly(size), 5)


@pytest.fixture
async def wire(socket_io: Any) -> Wire:
    reader, writer = await socket_io.raw()
    writer.write(UPGRADE)
    assert b" 101 " in await reader.readuntil(b"\r\n\r\n")
    return Wire(reader, writer)


@pytest.mark.parametrize("opcode", [TEXT, BINARY])
@pytest.mark.parametrize("size", [0, 125, 126, 127, 65_535, 65_536, 300_000])
async def test_a_message_of_any_size_is_echoed(wire: Wire, opcode: int, size: int):
    wire.send(frame(opcode, b"*" * size))
    assert await wire.hear() == (opcode, b"*" * size)


@pytest.mark.parametrize("data", [b"", b"hello", b"\x00\xff\xfe", b"x" * 125])
async def test_a_ping_is_answered_with_its_own_data(wire: Wire, data: bytes):
    wire.send(frame(PING, data))
    assert await wire.hear() == (PONG, data)


async def test_pongs_nobody_asked_for_are_ignored(wire: Wire):
    wire.send(frame(PONG, b"x"), frame(PING, b"y"))
    assert await wire.hear() == (PONG, b"y")


BROKEN = {
    "ping too long": frame(PING, b"x" * 126),
    "ping in fragments": frame(PING, b"x", fin=False),
    "reserved bit 1": frame(TEXT, b"x", rsv=4),
    "reserved bit 2": frame(TEXT, b"x", rsv=2),
    "reserved bit 3": frame(PING, b"x", rsv=1),
    "opcode 3": frame(3, b"x"),
    "opcode 7": frame(7),
    "opcode 11": frame(11),
    "opcode 15": frame(15, b"x"),
    "not masked": frame(TEXT, b"x", masked=False),
    "continuation of nothing": frame(CONT, b"x"),
    "continuation of nothing, unfinished": frame(CONT, b"x", fin=False),
    "a message inside a message": frame(TEXT, b"x", fin=False) + frame(TEXT, b"y"),
    "close with one byte": frame(CLOSE, b"x"),
    "close too long": frame(CLOSE, b"\x03\xe8" + b"x" * 124),
    **{
        f"close code {code}": frame(CLOSE, struct.pack("!H", code))
        for code in (0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535)
    },
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN.keys())
async def test_a_broken_frame_closes_with_1002(wire: Wire, data: bytes):
    wire.send(data)
    assert await wire.closed() == 1002


async def test_what_came_before_a_broken_frame_is_echoed(wire: Wire):
    wire.send(frame(TEXT, b"before"), frame(3), frame(TEXT, b"after"))
    assert await wire.hear() == (TEXT, b"before")
    assert await wire.closed() == 1002


@pytest.mark.parametrize("opcode", [TEXT, BINARY])
@pytest.mark.parametrize("count", [2, 3, 200])
async def test_fragments_make_one_message_and_control_frames_may_come_between(wire: Wire, opcode: int, count: int):
    middle = [frame(CONT, b"ab", fin=False) for _ in range(count - 2)]
    wire.send(frame(opcode, b"ab", fin=False), *middle, frame(PING, b"!"), frame(CONT, b"ab"))
    assert await wire.hear() == (PONG, b"!")
    assert await wire.hear() == (opcode, b"ab" * count)


async def test_fragments_may_be_empty(wire: Wire):
    wire.send(frame(TEXT, fin=False), frame(CONT, fin=False), frame(CONT))
    assert await wire.hear() == (TEXT, b"")


VALID = ["κόσμε", "Hello-µ@ßöäüàá", "\0", "\x7f", "\u07ff", "\uffff", "\U0010ffff", "\ufeff", "\ue000", "\U0001f600"]
INVALID = [
    *[b"\xff", b"\x80", b"\xc0\xaf", b"\xe0\x80\xaf", b"\xf0\x80\x80\xaf", b"\xed\xa0\x80", b"\xed\xbf\xbf"],
    *[b"\xf4\x90\x80\x80", b"\xf8\x88\x80\x80\x80", b"\xce", b"\xe2\x82", b"\xf0\x9f\x98", b"ok\xce\xba\xed\xa0\x80x"],
]


@pytest.mark.parametrize("text", VALID)
async def test_valid_utf_8_is_echoed_even_cut_inside_a_character(wire: Wire, text: str):
    data = text.encode()
    pieces = [frame(CONT, data[i : i + 1], fin=False) for i in range(1, len(data))]
    wire.send(frame(TEXT, data), frame(TEXT, data[:1], fin=False), *pieces, frame(CONT))
    assert [await wire.hear(), await wire.hear()] == [(TEXT, data)] * 2


@pytest.mark.parametrize("data", INVALID)
async def test_invalid_utf_8_closes_with_1007(wire: Wire, data: bytes):
    wire.send(frame(TEXT, data))
    assert await wire.closed() == 1007


async def test_invalid_utf_8_in_a_fragment_closes_at_once(wire: Wire):
    wire.send(frame(TEXT, b"ok", fin=False), frame(CONT, b"\xf4\x90", fin=False))
    assert await wire.closed() == 1007


async def test_binary_may_be_anything(wire: Wire):
    wire.send(frame(BINARY, b"\xff\x80"))
    assert await wire.hear() == (BINARY, b"\xff\x80")


@pytest.mark.parametrize("code", [1000, 1001, 1002, 1003, 1007, 1009, 1011, 3000, 3999, 4000, 4999])
async def test_a_close_is_answered_with_its_own_code(wire: Wire, code: int):
    wire.send(frame(CLOSE, struct.pack("!H", code) + b"bye"), frame(TEXT, b"after"))
    assert await wire.closed() == code


async def test_a_close_may_say_nothing(wire: Wire):
    wire.send(frame(CLOSE))
    assert await wire.closed() == 1005


async def test_a_close_with_a_reason_that_is_not_utf_8_is_1007(wire: Wire):
    wire.send(frame(CLOSE, b"\x03\xe8\xff"))
    assert await wire.closed() == 1007


async def test_a_message_may_have_64_fragments_where_chat_is_spoken(engine_io: Any):
    for count, code in ((64, 0), (65, 1008)):
        reader, writer = await engine_io.raw()
        writer.write(UPGRADE.replace(b"/echo", b"/engine.io/?EIO=4&transport=websocket"))
        await reader.readuntil(b"}")
        wire = Wire(reader, writer)
        pieces = [frame(CONT, b"x", fin=number == count - 1) for number in range(1, count)]
        wire.send(frame(TEXT, b"4", fin=False), *pieces)
        if code:
            assert await wire.closed() == code
        else:
            assert await wire.hear() == (TEXT, b"4" + b"x" * 63)


REQUESTS: dict[str, Callable[[bytes], bytes]] = {
    "no key": lambda r: r.replace(b"Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n", b""),
    "a short key": lambda r: r.replace(b"MDEyMzQ1Njc4OWFiY2RlZg==", b"MDEy"),
    "another version": lambda r: r.replace(b"Version: 13", b"Version: 8"),
    "too many headers": lambda r: r.replace(b"\r\n\r\n", b"\r\n" + b"X: y\r\n" * 200 + b"\r\n"),
    "a long header": lambda r: r.replace(b"\r\n\r\n", b"\r\nX: " + b"y" * 9000 + b"\r\n\r\n"),
}


@pytest.mark.parametrize("change", REQUESTS.values(), ids=REQUESTS.keys())
async def test_a_bad_opening_handshake_is_refused(socket_io: Any, change: Callable[[bytes], bytes]):
    reader, writer = await socket_io.raw()
    writer.write(change(UPGRADE))
    status = int((await asyncio.wait_for(reader.readline(), 5)).split()[1])
    assert 400 <= status < 500
    await asyncio.wait_for(reader.read(), 5)
