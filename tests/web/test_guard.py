"""The guard before Flask: bodies within limits of size and time, taken before a thread is."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import MutableMapping
from typing import Any

import pytest
from running import Running

from parlour.web.guard import BODY_LIMIT, Guard
from parlour.web.headers import Receive, Scope, Send

Message = MutableMapping[str, Any]


class Door:
    """Sends one request through a guard; `passed` are the bodies that the app behind it got."""

    def __init__(self, **limits: Any) -> None:
        self.passed: list[bytes] = []
        self.sent: list[Message] = []
        self.hold: asyncio.Event | None = None
        self.guard = Guard(self._app, **limits)

    async def _app(self, scope: Scope, receive: Receive, send: Send) -> None:
        message = await receive()
        self.passed.append(message["body"])
        if self.hold is not None:
            await self.hold.wait()
        self.after = await receive()

    async def ask(self, parts: list[Message], query: bytes = b"", **headers: str) -> tuple[int, str] | None:
        """Return status and code of a refusal, or None when the request was passed on or given up."""
        waiting = list(parts)
        scope = {
            "type": "http",
            "query_string": query,
            "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
        }

        async def receive() -> Message:
            if not waiting:
                await asyncio.sleep(60)
            return waiting.pop(0)

        async def send(message: Message) -> None:
            self.sent.append(message)

        self.sent.clear()
        await self.guard(scope, receive, send)
        if not self.sent:
            return None
        assert (b"connection", b"close") in self.sent[0]["headers"]
        return self.sent[0]["status"], json.loads(self.sent[1]["body"])["error"]["code"]


def body(data: bytes, *, more: bool = False) -> Message:
    return {"type": "http.request", "body": data, "more_body": more}


GONE: Message = {"type": "http.disconnect"}


async def test_a_body_in_parts_arrives_as_one() -> None:
    door = Door()
    assert await door.ask([body(b"one ", more=True), body(b"two"), GONE], content_length="7") is None
    assert door.passed == [b"one two"]
    assert door.after == GONE


async def test_a_body_at_the_limit_passes_and_one_byte_more_does_not() -> None:
    door = Door()
    assert await door.ask([body(b"x" * BODY_LIMIT), GONE], content_length=str(BODY_LIMIT)) is None
    assert await door.ask([], content_length=str(BODY_LIMIT + 1)) == (413, "too_large")
    assert len(door.passed) == 1


@pytest.mark.parametrize("length", ["2147483648", "9" * 5000])
async def test_a_huge_body_is_refused_before_it_is_read(length: str) -> None:
    assert await Door().ask([], content_length=length) == (413, "too_large")


async def test_a_body_that_is_longer_than_it_said_is_refused() -> None:
    door = Door()
    parts = [body(b"x" * BODY_LIMIT, more=True), body(b"x", more=True)]
    assert await door.ask(parts, content_length="10") == (413, "too_large")
    assert door.passed == []


@pytest.mark.parametrize("length", ["x", "-1", "1,1", "+1", " "])
async def test_a_length_that_is_no_number_is_refused(length: str) -> None:
    assert await Door().ask([], content_length=length) == (400, "bad_request")


async def test_a_chunked_body_is_refused() -> None:
    assert await Door().ask([body(b"x")], transfer_encoding="chunked") == (411, "length_required")


async def test_a_compressed_body_is_refused() -> None:
    assert await Door().ask([body(b"x")], content_encoding="gzip") == (415, "unsupported_type")
    assert await Door().ask([body(b"x"), GONE], content_encoding="identity") is None


async def test_a_slow_body_takes_no_thread_and_is_given_up() -> None:
    door = Door(patience=0.02)
    assert await door.ask([body(b"x", more=True)], content_length="100") == (408, "too_slow")
    assert door.passed == []


async def test_who_goes_away_before_the_body_is_there_is_forgotten() -> None:
    door = Door()
    assert await door.ask([body(b"x", more=True), GONE], content_length="100") is None
    assert door.passed == []


async def test_a_query_that_is_not_ascii_is_refused() -> None:
    assert await Door().ask([body(b"")], query=b"\xff") == (400, "bad_request")


async def test_no_more_wait_inside_than_can_be_served_soon() -> None:
    door = Door(at_once=1)
    door.hold = asyncio.Event()
    first = asyncio.create_task(door.ask([body(b""), GONE]))
    while not door.passed:
        await asyncio.sleep(0)
    assert await door.ask([body(b"")]) == (503, "retry")
    assert (b"retry-after", b"1") in door.sent[0]["headers"]
    door.sent.clear()
    door.hold.set()
    await first
    assert await door.ask([body(b""), GONE]) is None


SMUGGLED = [
    b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
    b"Content-Length: 5\r\nContent-Length: 6\r\n",
    b"Content-Length: 5, 6\r\n",
    b"Content-Length : 5\r\n",
    b"Content-Length: 5\r\n folded\r\n",
    b"Transfer-Encoding: chunked, x\r\n",
    b"Content-Length: -1\r\n",
]


@pytest.mark.parametrize("headers", SMUGGLED)
def test_a_running_server_refuses_ambiguous_lengths_and_hangs_up(server: Running, headers: bytes) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        start = b"POST /api/v1/guests HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        connection.sendall(start + headers + b"\r\n0\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = b""
        while part := connection.recv(65536):
            answer += part
    assert answer.split(b" ", 2)[1] in (b"400", b"411")
    assert answer.count(b"HTTP/1.1 ") == 1
