"""`parlour serve` and `parlour config`."""

from __future__ import annotations

import gc
import socket
import sys
from contextlib import ExitStack
from pathlib import Path

import click

from parlour.cli.flags import fail, settings_from, with_settings
from parlour.settings import SETTINGS, Settings

INTERRUPTED = 130  # 128 + SIGINT, as shells tell it


@click.command()
@click.option("--anyway", is_flag=True, help="start what was moved to another database, as another chat")
@with_settings()
def serve(*, anyway: bool, **flags: str | None) -> None:
    """Run the server."""
    settings = settings_from(flags)
    with _listen(settings) as listening:
        _open_folder(settings.data)
        gc.disable()  # what is loaded stays: to look through it again and again is a tenth of the start
        from parlour.serving import run  # the whole server is loaded only now

        gc.enable()

        try:
            run(settings, listening, anyway=anyway)
        except (OSError, RuntimeError) as error:
            fail(str(error))
        except KeyboardInterrupt:  # raised once more by uvicorn when all is closed
            sys.exit(INTERRUPTED)


@click.command()
@with_settings()
def config(**flags: str | None) -> None:
    """Print every setting, its value, and where the value came from."""
    settings = settings_from(flags)
    width = max(len(setting.name) for setting in SETTINGS)
    for setting in SETTINGS:
        value = "(hidden)" if setting.secret else _shown(getattr(settings, setting.name))
        click.echo(f"{setting.name:<{width}}  {value}  ({settings.origin[setting.name]})")


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value)


def _listen(settings: Settings) -> socket.socket:
    """Take the port first: a second server on it must not touch anything."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with ExitStack() as unless_taken:
        try:
            # Named, because asyncio sets TCP_NODELAY only on a socket that says it is TCP.
            listening = unless_taken.enter_context(socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP))
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((settings.host, settings.port))
            listening.listen(2048)
        except (OSError, UnicodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "that is not the name of a host"
            fail(f"cannot listen on {settings.host} port {settings.port}: {reason}")
        unless_taken.pop_all()
    listening.setblocking(False)
    return listening


def _open_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        fail(f"cannot write to the data folder {folder}: {error.strerror}")
