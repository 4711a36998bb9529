"""Clients in other languages: requests and packets as their sources make them, and what each needs to hear.

Java (engine.io-client-java on OkHttp), Swift (b64=1), C++ (websocketpp, never polls), Dart (dart:io), .NET
(SocketIOClient). Queries, content types and packets follow the sources; the other headers are what such clients send.
"""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

import pytest

WS = (
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n"
)


@dataclass
class Recorded:
    """A client that polls first: its queries, headers and bodies; `ws` is None where it stays with polling."""

    poll: str
    ws: str | None
    headers: str = ""
    content: str = "text/plain; charset=UTF-8"
    ws_headers: str = ""
    connect: str = "40"


POLLING_FIRST = {
    "java": Recorded(
        poll="EIO=4&transport=polling&t=PbQx0aB",
        ws="EIO=4&transport=websocket&sid={sid}",
        headers="Accept: */*\r\nAccept-Encoding: gzip\r\nUser-Agent: okhttp/3.12.12\r\nConnection: Keep-Alive\r\n",
        content="text/plain;charset=UTF-8",
        ws_headers="User-Agent: okhttp/3.12.12\r\nSec-WebSocket-Extensions: permessage-deflate\r\n",
        connect='40{"token":"x"}',
    ),
    "swift": Recorded(
        poll="transport=polling&b64=1&EIO=4",
        ws="transport=websocket&EIO=4&sid={sid}",
        headers="Accept: */*\r\nAccept-Language: en-GB\r\nUser-Agent: App/1 CFNetwork/1410.0.3 Darwin/22.6.0\r\n",
        ws_headers="Origin: http://x\r\n",
        connect="40{}",
    ),
    "dart": Recorded(
        poll="EIO=4&transport=polling&t=lq3x9k2a&b64=1",
        ws="EIO=4&transport=websocket&t=lq3x9k2b&sid={sid}",
        headers="accept: */*\r\naccept-encoding: gzip\r\nuser-agent: Dart/3.2 (dart:io)\r\n",
        content="text/plain;charset=UTF-8",
        ws_headers="sec-websocket-extensions: permessage-deflate; client_max_window_bits\r\n",
    ),
    ".net": Recorded(
        poll="EIO=4&transport=polling&t=1700000000",
        ws="EIO=4&transport=websocket&sid={sid}",
        content="text/plain; charset=utf-8",
        connect='40{"token":"x"}',
    ),
    ".net, polling only": Recorded(poll="EIO=4&transport=polling&t=1700000000", ws=None, connect="40"),
}


class Line:
    """One connection of a client, byte by byte as it would be."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def ask(self, method: str, query: str, headers: str, body: str = "") -> str:
        """An HTTP request on a connection that is kept; its answer's body."""
        length = f"Content-Length: {len(body.encode())}\r\n" if method == "POST" else ""
        self.writer.write(f"{method} /socket.io/?{query} HTTP/1.1\r\nHost: x\r\n{headers}{length}\r\n{body}".encode())
        head = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), 5)
        assert head.startswith(b"HTTP/1.1 200 "), head
        size = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        return (await self.reader.readexactly(size)).decode()

    async def upgrade(self, query: str, headers: str) -> None:
        self.writer.write(f"GET /socket.io/?{query} HTTP/1.1\r\nHost: x\r\n{headers}{WS}\r\n".encode())
        head = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), 5)
        assert head.startswith(b"HTTP/1.1 101 "), head
        assert b"extensions" not in head.lower()

    def send(self, text: str) -> None:
        data = text.encode()
        self.writer.write(bytes((0x81, 0x80 | len(data))) + bytes(4) + data)

    async def hear(self) -> str:
        first, size = await asyncio.wait_for(self.reader.readexactly(2), 5)
        assert first == 0x81
        if size == 126:
            size = int.from_bytes(await self.reader.readexactly(2), "big")
        return (await self.reader.readexactly(size)).decode()


@pytest.fixture
def line(socket_io: Any) -> Any:
    async def make() -> Line:
        return Line(*await socket_io.raw())

    return make


@pytest.mark.parametrize("client", POLLING_FIRST.values(), ids=POLLING_FIRST)
async def test_clients_that_poll_first(line: Any, client: Recorded):
    http, post = await line(), await line()
    sid = json.loads((await http.ask("GET", client.poll, client.headers))[1:])["sid"]
    query, told = f"{client.poll}&sid={sid}", client.headers + f"Content-Type: {client.content}\r\n"
    assert await post.ask("POST", query, told, client.connect) == "ok"
    heard = await http.ask("GET", query, client.headers)
    assert heard.startswith('40{"sid":"')
    assert heard.endswith(f'\x1e42["auth",{client.connect[2:] or "{}"}]')
    if client.ws is None:
        assert await post.ask("POST", query, told, '420["message-with-ack","ÿ"]') == "ok"
        assert await http.ask("GET", query, client.headers) == '430["ÿ"]'
        return
    ws = await line()
    waiting = asyncio.create_task(http.ask("GET", query, client.headers))
    await asyncio.sleep(0.02)
    await ws.upgrade(client.ws.format(sid=sid), client.ws_headers)
    ws.send("2probe")
    assert await ws.hear() == "3probe"
    assert await waiting == "6"
    ws.send("5")
    ws.send('420["message-with-ack","ÿ"]')
    assert await ws.hear() == '430["ÿ"]'


WEBSOCKET_FIRST = {
    "c++": ("EIO=4&transport=websocket&t=1700000000", "User-Agent: WebSocket++/0.8.2\r\n"),
    "java": ("EIO=4&transport=websocket", "User-Agent: okhttp/3.12.12\r\nAccept-Encoding: gzip\r\n"),
    "swift": ("transport=websocket&EIO=4", "Origin: http://x\r\n"),
    "swift, with b64": ("b64=1&transport=websocket&EIO=4", ""),
    "dart": ("EIO=4&transport=websocket", "cache-control: no-cache\r\nuser-agent: Dart/3.2 (dart:io)\r\n"),
    ".net": ("EIO=4&transport=websocket", ""),
}


@pytest.mark.parametrize(("query", "headers"), WEBSOCKET_FIRST.values(), ids=WEBSOCKET_FIRST)
async def test_clients_that_go_without_polling(line: Any, query: str, headers: str):
    ws = await line()
    await ws.upgrade(query, headers)
    opening = json.loads((await ws.hear())[1:])
    assert opening["upgrades"] == []
    ws.send("40")
    assert (await ws.hear()).startswith('40{"sid":"')
    assert await ws.hear() == '42["auth",{}]'
    ws.send("40/custom,")
    assert (await ws.hear()).startswith('40/custom,{"sid":"')
    assert await ws.hear() == '42/custom,["auth",{}]'
    assert await ws.hear() == "2"
    ws.send("3")
    ws.send("41/custom,")
    ws.send('427["message-with-ack",{"a":1}]')
    assert await ws.hear() == '437[{"a":1}]'


async def test_swift_and_dart_get_binary_as_base64_by_polling(engine_io: Any):
    _, body = await engine_io.request("GET", "b64=1&transport=polling&EIO=4")
    sid = json.loads(body[1:])["sid"]
    await engine_io.post(sid, "bAQID")
    assert await engine_io.request("GET", f"b64=1&transport=polling&EIO=4&sid={sid}") == (200, "bAQID")
