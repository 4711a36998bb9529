"""Runs the server on a listening socket until it is told to stop."""

from __future__ import annotations

import gc
import resource
import socket
import sqlite3
from contextlib import suppress
from importlib.util import find_spec

import click
import uvicorn
from sqlalchemy.exc import SQLAlchemyError

from parlour import logs
from parlour.accounts.ownership import owner_link
from parlour.copies.progress import Refused
from parlour.copies.starts import open_store
from parlour.errors import Problem
from parlour.server import Parlour
from parlour.settings import Settings
from parlour.store.lock import CannotOpen

TICKS = 10  # of uvicorn in a second
MANY = 1_000  # connections


class Serving(uvicorn.Server):
    """uvicorn, with a word to everybody before the connections are closed, and its memory back when many have gone."""

    def __init__(self, config: uvicorn.Config, parlour: Parlour) -> None:
        super().__init__(config)
        self._parlour = parlour
        self._gone = 0

    async def on_tick(self, counter: int) -> bool:
        if counter % TICKS == 0:
            self._let_go_of_the_gone()
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()  # nobody comes in any more
        await self._parlour.say_goodbye()
        await super().shutdown(sockets)

    def _let_go_of_the_gone(self) -> None:
        """What a connection held is full of circles, asyncio's own among them: it waits for a collection.

        With more of them gone than are here, it takes less than they took.
        """
        engine = self._parlour.engine.engine
        gone = engine.opened - len(engine.sessions)
        if gone - self._gone > max(MANY, len(engine.sessions)):
            self._gone = gone
            gc.collect()


class CannotStart(RuntimeError):
    """Why the server did not start, in one line."""


def run(settings: Settings, listening: socket.socket, *, anyway: bool = False) -> None:
    """Open the store, `anyway` if it has moved away, and serve until SIGTERM or SIGINT; raise `CannotStart`."""
    logs.set_up(settings.log)
    if settings.loop == "uvloop" and find_spec("uvloop") is None:
        raise CannotStart("the loop uvloop is not installed: pip install uvloop, or leave it at asyncio")
    try:
        store = open_store(settings.data, settings.database, anyway=anyway, reserve=settings.reserve)
        parlour = Parlour(settings, store)
        token = owner_link(store)
    except (CannotOpen, Refused, Problem) as error:
        raise CannotStart(str(error)) from None
    except (sqlite3.Error, SQLAlchemyError) as error:
        reason = getattr(error, "orig", None) or error
        raise CannotStart(f"the database in {settings.data} cannot be used: {reason}") from None
    _greet(settings, listening, token)
    _spare_the_collector()
    _take_all_descriptors()
    Serving(_uvicorn(settings, parlour), parlour).run(sockets=[parlour.listening(fileno=listening.detach())])


def _greet(settings: Settings, listening: socket.socket, token: str | None) -> None:
    address = settings.public_url or f"http://{_host(settings.host)}:{listening.getsockname()[1]}"
    click.echo(f"Parlour is running at {address}")
    if not settings.loopback and not settings.secure:
        click.echo("Beware: reachable from other machines without https; put a proxy with TLS before it.", err=True)
    if token is not None:
        click.echo(f"Make yourself its owner, once: {address}/setup/{token}")


def _host(host: str) -> str:
    if host in ("0.0.0.0", "::"):  # noqa: S104  (shown, not bound)
        return socket.gethostname()
    return f"[{host}]" if ":" in host else host


def _spare_the_collector() -> None:
    """What is there stays, and need not be looked through again whenever a crowd of connections comes in."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


def _take_all_descriptors() -> None:
    """Each connection is one. The soft limit is for programs that cannot count beyond 1,024."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):  # macOS says that there is no limit, and then does not take that for one
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _uvicorn(settings: Settings, parlour: Parlour) -> uvicorn.Config:
    return uvicorn.Config(
        parlour.app,
        ws=parlour.engine.websocket,  # type: ignore[arg-type]
        http=parlour.http,
        loop=settings.loop,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or None,
        timeout_graceful_shutdown=3,  # after the goodbye: requests by HTTP; the end is within 10 s whatever they do
        timeout_keep_alive=15,
        backlog=2048,
    )
