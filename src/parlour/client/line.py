"""The line to the server: one Socket.IO connection after another, with full jitter between them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import Any

import aiohttp
import socketio
from socketio.exceptions import SocketIOError

PASSING = {"retry", "rate_limited", "storage_full", "internal"}  # refusals that asking again may turn
CONNECT_WITHIN = 10.0  # seconds
CLOSE_WITHIN = 2.0
LONGEST = 30.0  # seconds between two attempts

Hear = Callable[[str, Any], None]


class Refused(Exception):
    """The server said no; `code` is one of docs/protocol.md."""

    def __init__(self, code: str, message: str, retry_after: float | None = None, field: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.retry_after = retry_after or 0.0
        self.field = field


class Unanswered(Exception):
    """The connection was lost before an answer came: whether it was done is not known."""


class Late(Unanswered):
    """No answer came in time."""


def jitter(tries: int, first: float = 1.0) -> float:
    """Return a random wait of at most `first * 2^tries` seconds, so that those who were cut off together spread."""
    return random.uniform(0, min(LONGEST, first * 2 ** min(tries, 10)))  # noqa: S311  (no secret)


class Http:
    """What python-engineio takes for its session: it forgets a WebSocket that is lost before the first packet."""

    closed = False

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session
        self._ws: aiohttp.ClientWebSocketResponse | None = None

    async def ws_connect(self, url: str, **options: Any) -> aiohttp.ClientWebSocketResponse:
        self._ws = await self._session.ws_connect(url, **options)
        return self._ws

    async def close(self) -> None:
        if self._ws is not None:
            await self._ws.close()


class Line:
    """`hear(event, payload)` is called for everything the server sends; `auth()` is asked at every connect."""

    def __init__(self, url: str, http: aiohttp.ClientSession, auth: Callable[[], dict[str, Any]], hear: Hear) -> None:
        self._url = url
        self._http = http
        self._auth = auth
        self._hear = hear
        self._socket: socketio.AsyncClient | None = None
        self._up = asyncio.Event()
        self._dropped = asyncio.Event()
        self._asked: set[asyncio.Future[Any]] = set()
        self._wait = 0.0
        self._was_up = False
        self._refusal: Refused | None = None
        self._over: Refused | None = None

    async def hold(self) -> None:
        """Connect, and connect again whenever the connection is lost; raise `Refused` when there is no sense in it."""
        tries = 0
        while True:
            await self._one_connection()
            if self._refusal is not None and self._refusal.code == "unauthenticated":
                raise self._refusal
            tries = 0 if self._was_up else tries + 1
            wait, self._wait = max(self._wait, jitter(tries)), 0.0
            await asyncio.sleep(wait)

    async def ask(self, event: str, payload: dict[str, Any], within: float) -> dict[str, Any]:
        """Send an event and return its answer; raise `Refused`, `Unanswered` or, after `within` seconds, `Late`."""
        await self._up.wait()
        if self._over is not None:
            raise self._over
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._asked.add(answer)
        try:
            async with asyncio.timeout(within):
                if self._socket is None:
                    raise Unanswered
                await self._socket.emit(event, payload, callback=partial(_settle, answer))
                got = await answer
        except TimeoutError as error:
            raise Late from error
        except SocketIOError as error:
            raise Unanswered from error
        finally:
            self._asked.discard(answer)
        if got.get("ok"):
            return dict(got)
        raise Refused(**got["error"])

    def drop(self) -> None:
        """Give this connection up and connect anew, from the positions."""
        self._dropped.set()

    def end(self, reason: Refused) -> None:
        """There will be no connection any more: answer so."""
        self._over = reason
        self._up.set()

    def expect_return(self, wait: float) -> None:
        """The server asked to come back after `wait` seconds."""
        self._wait = wait

    async def _one_connection(self) -> None:
        self._was_up, self._refusal = False, None
        http = Http(self._http)
        socket = socketio.AsyncClient(reconnection=False, handle_sigint=False, http_session=http)
        socket.on("connect_error", self._note_refusal)
        socket.on("*", self._note)
        self._socket = socket
        self._dropped.clear()
        try:
            await socket.connect(self._url, auth=self._auth(), transports=["websocket"], wait_timeout=CONNECT_WITHIN)
            await _either(socket.eio.wait(), self._dropped.wait())
        except (SocketIOError, aiohttp.ClientError, OSError, TypeError, ValueError):
            pass  # nobody there, or refused; the last two are how python-engineio takes a close for a first packet
        finally:
            self._up.clear()
            self._socket = None
            for answer in self._asked:
                if not answer.done():
                    answer.set_exception(Unanswered())
            await _end(socket, http)

    def _note(self, event: str, payload: Any = None) -> None:
        if event == "ready":
            self._was_up = True
            self._up.set()
        self._hear(event, payload)

    def _note_refusal(self, data: Any = None) -> None:
        found = data.get("data") if isinstance(data, dict) else None
        if isinstance(found, dict):
            self._refusal = Refused(str(found.get("code")), str(found.get("message")), found.get("retry_after"))
            self._wait = self._refusal.retry_after


def _settle(answer: asyncio.Future[Any], got: Any = None) -> None:
    if not answer.done():
        answer.set_result(got)


async def _either(*waits: Coroutine[Any, Any, object]) -> None:
    """Wait for the first of them."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()


async def _end(socket: socketio.AsyncClient, http: Http) -> None:
    """Close, and see to it that nothing of python-socketio goes on: not even where nobody answers any more."""
    with suppress(SocketIOError, OSError, TimeoutError):
        async with asyncio.timeout(CLOSE_WITHIN):
            await socket.eio.disconnect(abort=True)
            await http.close()
    tasks = [task for name in ("read_loop_task", "write_loop_task") if (task := getattr(socket.eio, name, None))]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
