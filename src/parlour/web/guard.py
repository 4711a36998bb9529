"""Stands before Flask: takes the whole body first, within limits of size and time, so that no thread waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from typing import Any

from parlour import wire
from parlour.errors import BadRequest, LengthRequired, Problem, TooLarge, TooSlow, Unavailable, UnsupportedType
from parlour.web.headers import App, Receive, Scope, Send
from parlour.web.streaming import KEY, Taker

BODY_LIMIT = 64 * 1024  # bytes; files will have a door of their own
PATIENCE = 15.0  # seconds for a whole body
AT_ONCE = 256  # requests waiting for Flask's threads


class Guard:
    """ASGI: passes on to `app` what is small, quick and says its length."""

    def __init__(self, app: App, patience: float = PATIENCE, at_once: int = AT_ONCE) -> None:
        self._app = app
        self._patience = patience
        self._at_once = at_once
        self._inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body = await self._body(scope, receive)
        except Problem as problem:
            return await _refuse(send, problem)
        if body is None:  # gone before it was sent
            return None
        self._inside += 1
        taker = scope[KEY] = Taker(receive, send)
        try:
            await self._app(scope, _replay(body, receive), taker.send)
        finally:
            taker.close()
            self._inside -= 1

    async def _body(self, scope: Scope, receive: Receive) -> bytes | None:
        if self._inside >= self._at_once:
            raise Unavailable(retry_after=1)
        _check_head(scope)
        try:
            async with asyncio.timeout(self._patience):
                return await _whole(receive)
        except TimeoutError:
            raise TooSlow from None


def _check_head(scope: Scope) -> None:
    if not scope["query_string"].isascii():
        raise BadRequest
    headers = {bytes(name).lower(): bytes(value) for name, value in scope["headers"]}
    if b"transfer-encoding" in headers:
        raise LengthRequired
    if headers.get(b"content-encoding", b"identity").lower() != b"identity":
        raise UnsupportedType("Compressed bodies are not accepted.")
    length = headers.get(b"content-length", b"0")
    if not length.isdigit():
        raise BadRequest
    if len(length) > 10 or int(length) > BODY_LIMIT:
        raise TooLarge


async def _whole(receive: Receive) -> bytes | None:
    parts = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts += message.get("body", b"")
        if len(parts) > BODY_LIMIT:
            raise TooLarge
        if not message.get("more_body", False):
            return bytes(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives the body once, and then what else happens."""
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> MutableMapping[str, Any]:
        return waiting.pop() if waiting else await receive()

    return again


async def _refuse(send: Send, problem: Problem) -> None:
    body = wire.encode({"error": problem.as_dict()})
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),  # the rest of the body is not read
    ]
    if problem.retry_after is not None:
        headers.append((b"retry-after", b"1"))
    await send({"type": "http.response.start", "status": problem.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
