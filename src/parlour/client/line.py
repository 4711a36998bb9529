"""The line to the server: one Socket.IO connection after another, with full jitter between them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import aiohttp
import socketio
from socketio.exceptions import SocketIOError

CONNECT_WITHIN = 10.0  # seconds
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


class Line:
    """`hear(event, payload)` is called for everything the server sends; `auth()` is asked at every connect."""

    def __init__(self, url: str, http: aiohttp.ClientSession, auth: Callable[[], dict[str, Any]], hear: Hear) -> None:
        self._url = url
        self._http = http
        self._auth = auth
        self._hear = hear
        self._socket: socketio.AsyncClient | None = None
        self._up = asyncio.Event()
        self._asked: set[asyncio.Future[Any]] = set()
        self._wait = 0.0
        self._was_up = False
        self._refusal: Refused | None = None

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

    async def drop(self) -> None:
        """Give this connection up and connect anew, from the positions."""
        if self._socket is not None:
            await self._socket.disconnect()

    def expect_return(self, wait: float) -> None:
        """The server asked to come back after `wait` seconds."""
        self._wait = wait

    async def _one_connection(self) -> None:
        self._was_up, self._refusal = False, None
        socket = socketio.AsyncClient(reconnection=False, handle_sigint=False, http_session=self._http)
        socket.on("connect_error", self._note_refusal)
        socket.on("*", self._note)
        self._socket = socket
        try:
            await socket.connect(self._url, auth=self._auth(), transports=["websocket"], wait_timeout=CONNECT_WITHIN)
            await socket.eio.wait()
        except SocketIOError:
            pass  # nobody there, or refused
        finally:
            self._up.clear()
            self._socket = None
            for answer in self._asked:
                if not answer.done():
                    answer.set_exception(Unanswered())
            await _end(socket)

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


async def _end(socket: socketio.AsyncClient) -> None:
    """Close, and wait for what python-socketio leaves running after a refusal or a server that vanished."""
    with suppress(SocketIOError, OSError):
        await socket.disconnect()
    tasks = (getattr(socket.eio, name, None) for name in ("read_loop_task", "write_loop_task"))
    await asyncio.gather(*(task for task in tasks if task is not None), return_exceptions=True)
