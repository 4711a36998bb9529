"""HTTP long-polling, as an ASGI application for the engine's path."""

import asyncio
from base64 import b64decode
from binascii import Error as BadBase64
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import msgspec

from parlour.sio.contract import TOO_BIG
from parlour.sio.handshake import ClientAddress, Handshake, Refused, handshake_of_scope
from parlour.sio.pollqueue import NOOP, PollQueue, payload
from parlour.sio.session import Session

if TYPE_CHECKING:
    from parlour.sio.engine import Engine

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
NO_HEADERS: Mapping[str, str] = MappingProxyType({})
CODES = {"Transport unknown": 0, "Session ID unknown": 1, "Bad handshake method": 2, "Forbidden": 4}
AT_ONCE = 200  # parts of a body heard in one turn of the loop


class Polling:
    def __init__(self, engine: "Engine", client_address: ClientAddress | None) -> None:
        self._engine = engine
        self._client_address = client_address

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        handshake = handshake_of_scope(scope, self._client_address)
        try:
            if scope["method"] == "OPTIONS" and self._engine.options.cors:
                return await self._respond(send, 204, b"")
            body = await self._answer(scope["method"], handshake, receive)
        except Refused as refused:
            code = CODES.get(refused.message, 3)
            said = msgspec.json.encode({"code": code, "message": refused.message})
            return await self._respond(send, refused.status, said, refused.headers)
        return await self._respond(send, 200, body)

    async def _answer(self, method: str, handshake: Handshake, receive: Receive) -> bytes:
        query = handshake.query
        if query.get("EIO") != "4":
            raise Refused("Unsupported protocol version", 400)
        if query.get("transport") != "polling":
            raise Refused("Transport unknown", 400)
        if "sid" not in query:
            return self._open(method, handshake)
        session = self._engine.session_of(handshake)
        queue = session.queue
        if queue is None:
            raise Refused("Session ID unknown", 400)
        if method == "GET":
            return await self._get(session, queue, receive)
        if method == "POST":
            return await self._post(session, queue, handshake, receive)
        raise Refused("Bad request", 400)

    def _open(self, method: str, handshake: Handshake) -> bytes:
        if method != "GET":
            raise Refused("Bad handshake method", 400)
        self._engine.admit(handshake)
        session = self._engine.open(handshake)
        self._engine.start(session)
        return payload((session.opening(),))

    # GET: wait for what there is to say

    async def _get(self, session: Session, queue: PollQueue, receive: Receive) -> bytes:
        if queue.waiter is not None:
            session.drop("transport error")
            raise Refused("Bad request", 400)
        if not session.alive() and not session.parting:
            raise Refused("Session ID unknown", 400)
        packets = session.take()
        if not packets and not (session.probe and session.probe.answered):
            await self._wait(session, queue, receive)
            packets = session.take() if session.queue is queue else queue.take()
        if session.closed:
            self._engine.forget(session)
        return payload(packets) or NOOP

    async def _wait(self, session: Session, queue: PollQueue, receive: Receive) -> None:
        """Wait until the queue is woken; a client that hangs up ends its session."""
        queue.waiter = asyncio.get_running_loop().create_future()
        gone = asyncio.ensure_future(_disconnected(receive))
        try:
            await asyncio.wait((queue.waiter, gone), return_when=asyncio.FIRST_COMPLETED)
            if not queue.waiter.done():
                session.drop("transport close")
                raise Refused("Bad request", 400)
        finally:
            gone.cancel()
            queue.waiter = None

    # POST: hear what the client says

    async def _post(self, session: Session, queue: PollQueue, handshake: Handshake, receive: Receive) -> bytes:
        if not session.alive():
            raise Refused("Session ID unknown", 400)
        if queue.posting:
            session.drop("transport error")
            raise Refused("Bad request", 400)
        queue.posting = True
        try:
            await _hear_all(session, await self._body(session, handshake, receive))
        finally:
            queue.posting = False
        if session.closed == "parse error":
            raise Refused("Bad request", 400)
        return b"ok"

    async def _body(self, session: Session, handshake: Handshake, receive: Receive) -> bytes:
        options = self._engine.options
        if handshake.headers.get("content-encoding") not in (None, "identity"):
            raise Refused("Content-Encoding is not taken", 415)
        length = handshake.headers.get("content-length") or "0"
        if not length.isdecimal() or len(length) > 9 or int(length) > options.max_payload:
            session.close_code = TOO_BIG
            session.drop("transport error")
            raise Refused("Too large", 413)
        try:
            async with asyncio.timeout(options.connect_timeout / 1000):
                return await _read(session, receive, options.max_payload)
        except TimeoutError:
            session.drop("transport error")
            raise Refused("The body took too long", 408) from None

    async def _respond(self, send: Send, status: int, body: bytes, more: Mapping[str, str] = NO_HEADERS) -> None:
        headers = [
            (b"content-type", b"text/plain; charset=UTF-8" if status == 200 else b"application/json"),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"),
        ]
        if self._engine.options.cors:
            headers += [
                (b"access-control-allow-origin", self._engine.options.cors.encode()),
                (b"access-control-allow-methods", b"GET, POST, OPTIONS"),
                (b"access-control-allow-headers", b"content-type, authorization"),
            ]
        headers += [(name.lower().encode(), value.encode()) for name, value in more.items()]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _read(session: Session, receive: Receive, limit: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            session.drop("transport close")
            raise Refused("Bad request", 400)
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > limit:
            session.close_code = TOO_BIG
            session.drop("transport error")
            raise Refused("Too large", 413)
        if not message.get("more_body"):
            return b"".join(chunks)


async def _hear_all(session: Session, body: bytes) -> None:
    """Hear its parts, and let others be heard in between: there may be a hundred thousand."""
    for number, part in enumerate(body.split(b"\x1e"), 1):
        if session.closed:
            return
        _hear(session, part)
        if number % AT_ONCE == 0:
            await asyncio.sleep(0)


def _hear(session: Session, part: bytes) -> None:
    try:
        if part[:1] == b"b":
            return session.binary(b64decode(part[1:], validate=True))
        part.decode()
    except (BadBase64, UnicodeDecodeError):
        return session.broken("bad payload")
    return session.text(part)
