"""Puts it together: one ASGI app with two doors. The only module that knows all."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import cast

import structlog
from a2wsgi import WSGIMiddleware
from sqlalchemy import select

from parlour import __version__, failpoints, sio, wire
from parlour.errors import Unavailable
from parlour.events import Event
from parlour.live import connection
from parlour.live.alerting import Alerting
from parlour.live.clearing import keep_clear
from parlour.live.desk import Desk
from parlour.live.hub import Hub, packets_after
from parlour.live.indexing import Indexing
from parlour.live.reception import Reception
from parlour.live.recovery import Recovery
from parlour.live.timekeeping import keep_time
from parlour.live.upkeep import keep_up
from parlour.messages.reads import changes_after
from parlour.proxies import Proxies
from parlour.security import secret_from
from parlour.settings import Settings
from parlour.sio.descriptors import Listening
from parlour.sio.http import Http
from parlour.sockets import events_for, refusal
from parlour.store import LoopStore, Store, Tx
from parlour.store.schema import Fact
from parlour.throttle import Throttle
from parlour.web import Site, create_app
from parlour.web.assets import Assets
from parlour.web.guard import Guard
from parlour.web.headers import App, Headers, Receive, Scope, Send
from parlour.web.origin import origin_allowed

THREADS = 8
PATIENCE = 2.0  # seconds at the end: for what is being written, and for what else is being answered

log = structlog.get_logger("parlour.server")


class Door(Http):
    full = wire.encode({"error": Unavailable("The server is full. Please come back in a moment.").as_dict()})


class Parlour:
    """One server on one open store: the ASGI app, and for uvicorn `engine.websocket` (`ws=`), `http`, `listening`."""

    http = Door
    listening = Listening

    def __init__(self, settings: Settings, store: Store, options: sio.Options | None = None) -> None:
        self.settings = settings
        self.store = store
        self.throttle = Throttle(on=settings.limits)
        self.epoch = store.read(_epoch)
        self.secret = secret_from(settings.data, "secret")
        self.ready = False
        self.hub = Hub(self._refill)
        self.engine = self._engine(options)
        self.assets = Assets(Path(__file__).parent / "web" / "static")
        flask = create_app(
            Site(
                settings=settings,
                store=store,
                throttle=self.throttle,
                assets=self.assets,
                secret=self.secret,
                version=__version__,
                epoch=self.epoch,
                online=self.hub.here.ids,
            )
        )
        self.pages = Guard(cast("App", WSGIMiddleware(flask, workers=THREADS)))  # type: ignore[arg-type]
        self.app = Headers(self._route, settings, self.assets)

    async def say_goodbye(self) -> None:
        """Answer what was asked, tell everybody when to come back, close every connection."""
        self.ready = False
        self.engine.engine.closing = True  # what is sent from here on was never heard: it comes again, with its key
        with suppress(Unavailable, TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await self.loop_store.write(lambda _: None)  # everything queued before it is committed and told
        await self.engine.finish(PATIENCE)
        self.hub.say_goodbye()
        await self.engine.close()

    async def _route(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["path"].startswith(self.engine.options.path):
            await self.engine.asgi(scope, receive, send)
        elif scope["path"].startswith("/static/"):
            await self.assets(scope, receive, send)
        elif scope["path"] == "/healthz":
            await _answer(send, *((200, b"ok\n") if self.ready else (503, b"starting\n")))
        else:
            await self.pages(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        """Serve from the first request to the last; see the ASGI lifespan protocol."""
        await receive()
        self._open()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._close()
        await send({"type": "lifespan.shutdown.complete"})

    def _open(self) -> None:
        self.loop_store = LoopStore(self.store, failpoints.instead("after_ack", self._publish))
        alerting = Alerting(self.loop_store)
        self._indexing = Indexing(self.loop_store, alerting.hear)
        recovery = Recovery(self.secret, self.epoch)
        desk = Desk(self.settings, self.loop_store, self.hub, self.throttle, recovery, __version__)
        self.engine.namespace(
            "/",
            connect=partial(connection.connect, desk, Reception(desk)),
            disconnect=partial(connection.disconnect, desk),
            events=events_for(desk),
        )
        always = (keep_up(desk), keep_time(desk), keep_clear(desk), self._indexing.run(), alerting.run())
        self._always = [asyncio.create_task(one) for one in always]
        self.ready = True

    async def _close(self) -> None:
        for task in self._always:
            task.cancel()
        self.hub.close()
        self.loop_store.close()
        self.store.close()

    def _publish(self, facts: Sequence[Event]) -> None:
        self.hub.publish(facts)
        self._indexing.hear(len(facts))

    async def _refill(self, room: int, after: int) -> list[tuple[int, sio.Packet]]:
        while True:
            try:
                found = await self.loop_store.read(lambda tx: changes_after(tx, room, after))
            except Unavailable as away:  # whoever waits for this is behind, and stays so a little longer
                await asyncio.sleep(away.retry_after or 1)
                continue
            return packets_after(after, found)

    def _engine(self, options: sio.Options | None) -> sio.Server:
        proxies = Proxies(self.settings.trusted_proxies)
        cookie_in = partial(connection.cookie_in, secure=self.settings.secure)
        return sio.Server(
            options,
            admit=lambda handshake: _admit(handshake, self.settings),
            same_client=lambda one, other: cookie_in(one) == cookie_in(other),
            client_address=lambda peer, headers: proxies.client(peer, headers.get("x-forwarded-for")),
            on_error=partial(refusal, self.throttle),
        )


def _epoch(tx: Tx) -> str:
    return str(tx.execute(select(Fact.value).where(Fact.name == "epoch")).scalar_one())


def _admit(handshake: sio.Handshake, settings: Settings) -> None:
    if not origin_allowed(handshake.headers, settings):
        raise sio.Refused("That site may not connect here.", status=403)


async def _answer(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
