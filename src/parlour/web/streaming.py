"""Answers that are made while they are sent: of any length, and made no further when nobody takes them any more."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, MutableMapping
from typing import Any

import structlog
from flask import Response, request

from parlour.errors import Problem
from parlour.web.headers import Receive, Scope, Send

KEY = "parlour.taker"
STALLED = 30.0  # seconds for one piece of an answer
AHEAD = 4  # pieces that are made before the first of them is taken
LOOK = 0.5  # seconds

log = structlog.get_logger("parlour.web")


class Taker:
    """Whoever waits for an answer. `gone` is set on the event loop, and seen by the thread that makes the answer."""

    def __init__(self, receive: Receive, send: Send, stalled: float = STALLED) -> None:
        self.gone = False
        self._receive = receive
        self._send = send
        self._stalled = stalled
        self._pieces = 0
        self._ahead = threading.Semaphore(AHEAD)
        self._watching: asyncio.Task[None] | None = None

    async def send(self, message: MutableMapping[str, Any]) -> None:
        """Pass a piece on; nothing more once he is gone, so that the answer does not look whole."""
        more = bool(message.get("more_body"))
        self._pieces += more
        if self._pieces == 2 and self._watching is None:  # what comes in one piece is not worth watching
            self._watching = asyncio.create_task(self._watch())
        if not self.gone:
            await self._pass_on(message)
        if more:
            self._ahead.release()

    def takes_more(self) -> bool:
        """On the thread: wait until there is room for one more piece; False once he is gone.

        The thread must wait nowhere else: what it waits for there could be over, and it would never learn it.
        """
        while not self._ahead.acquire(timeout=LOOK):
            if self.gone:
                return False
        return not self.gone

    def close(self) -> None:
        """The answer is over, or was given up."""
        self.gone = True
        if self._watching is not None:
            self._watching.cancel()

    async def _pass_on(self, message: MutableMapping[str, Any]) -> None:
        try:
            async with asyncio.timeout(self._stalled):
                await self._send(message)
        except TimeoutError:
            self.gone = True

    async def _watch(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.gone = True


def taker_in(scope: Scope) -> Taker | None:
    """Return who waits for the answer to a request; None where no server of ours stands before it."""
    found = scope.get(KEY)
    return found if isinstance(found, Taker) else None


def streamed(parts: Iterator[bytes], over: Callable[[], None]) -> Response:
    """Return an answer of parts that are made one by one as they are taken; `over` is called at the end, or twice."""
    made = Response(_parts(parts, taker_in(request.environ.get("asgi.scope", {})), over))
    made.call_on_close(over)  # also where nobody has begun to take it
    return made


def _parts(parts: Iterator[bytes], taker: Taker | None, over: Callable[[], None]) -> Iterator[bytes]:
    try:
        for part in parts:
            if taker is not None and taker.gone:
                return
            if part and (taker is None or taker.takes_more()):
                yield part
    except Problem as problem:  # put out of the room, or the database went away: what was begun stays broken
        log.info("answer_ended", code=problem.code)
        if taker is None:
            raise
        taker.gone = True
    finally:
        over()
