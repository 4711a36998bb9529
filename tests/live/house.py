"""A whole Parlour inside the test's own loop, and callers who poll it by hand: real parts, no network."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from parlour.accounts.sessions import Visit, open_session
from parlour.server import Parlour
from parlour.settings import load
from parlour.sio import Handshake, Options
from parlour.sio.handshake import Headers
from parlour.sio.packets import Packet
from parlour.sio.pollqueue import payload
from parlour.store import Store
from parlour.wire import Person

PATIENCE = 5


class Caller:
    """One polling session; `heard` holds what was fetched so far, as (event, payload).

    `pid` and `offset` are what Socket.IO's state recovery told it last; a client that did not ask has neither.
    """

    def __init__(self, parlour: Parlour, token: object, brings: dict[str, Any] | None = None, **headers: str) -> None:
        self.parlour = parlour
        self.heard: list[tuple[str, Any]] = []
        self.answers: dict[int, Any] = {}
        self.refused: Any = None
        self.pid: str | None = None
        self.offset: str | None = None
        engine = parlour.engine.engine
        self.session = engine.open(Handshake(Headers(headers.items()), {}, "192.0.2.1", False, "polling"))
        engine.start(self.session)
        auth = (brings or {}) | ({} if token is None else {"token": token})
        self.session.text(b"40" + (json.dumps(auth).encode() if auth else b""))

    async def ask(self, event: str, payload: object) -> dict[str, Any]:
        number = len(self.answers)
        self.session.text(f"42{number}{json.dumps([event, payload])}".encode())
        await self.until(lambda: number in self.answers)
        return dict(self.answers[number][0])

    async def hear(self, event: str, **expected: Any) -> dict[str, Any]:
        """Return the first `event` with what is expected, fetching until it is there."""
        await self.until(lambda: self.find(event, **expected) is not None)
        return self.find(event, **expected) or {}

    def find(self, event: str, **expected: Any) -> dict[str, Any] | None:
        return next((p for name, p in self.heard if name == event and expected.items() <= p.items()), None)

    async def until(self, what: Any) -> None:
        async with asyncio.timeout(PATIENCE):
            while not what():
                self.fetch()
                await asyncio.sleep(0.002)

    def fetch(self) -> None:
        for packet in self.session.take():
            self._note(packet)

    def _note(self, packet: Packet) -> None:
        text = payload([packet]).decode()
        if text.startswith("42"):
            event, body, *offset = json.loads(text[2:])
            self.heard.append((event, body))
            self.offset = offset[0] if offset else self.offset
        elif text.startswith("40"):
            self.pid = json.loads(text[2:]).get("pid")
        elif text.startswith("43"):
            number, _, body = text[2:].partition("[")
            self.answers[int(number)] = json.loads("[" + body)
        elif text.startswith("44"):
            self.refused = json.loads(text[2:])


class House:
    def __init__(self, parlour: Parlour, store: Store) -> None:
        self.parlour = parlour
        self.store = store
        self.hub = parlour.hub

    def token(self, person: Person) -> str:
        return self.store.write(lambda tx: open_session(tx, person, Visit("192.0.2.1", "test")))

    async def caller(self, person: Person, **brings: Any) -> Caller:
        """Someone who is in and has been told so."""
        made = Caller(self.parlour, self.token(person), brings)
        await made.hear("ready")
        return made


@asynccontextmanager
async def opened(store: Store, options: Options | None = None, **flags: str) -> AsyncIterator[House]:
    """Open the house by the ASGI lifespan, close it at the end."""
    settings = load({"limits": "off", **flags, "data": str(store.folder)}, {})
    parlour = Parlour(settings, store, options)
    wishes: asyncio.Queue[dict[str, str]] = asyncio.Queue()
    done: asyncio.Queue[Any] = asyncio.Queue()
    living = asyncio.create_task(parlour.app({"type": "lifespan"}, wishes.get, done.put))
    await wishes.put({"type": "lifespan.startup"})
    await done.get()
    try:
        yield House(parlour, store)
    finally:
        await parlour.engine.close()
        await wishes.put({"type": "lifespan.shutdown"})
        await living
