"""`parlour backup` and `parlour restore`: what is typed and what is said; the work is in copies/."""

from __future__ import annotations

import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import click

from parlour.cli.flags import Command, fail, settings_from, with_settings
from parlour.settings import Settings

FILE = click.Path(path_type=Path)


def copying(*settings: str) -> Callable[[Command], Command]:
    """Make a function over the settings a command that gives up in one line, whatever happens to it."""

    def decorate(command: Command) -> Command:
        @wraps(command)
        def run(config: str | None, **options: Any) -> None:
            flags = {name: options.pop(name) for name in settings}
            # What a command began is taken back when it is told to end, as by Ctrl-C.
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
            with _one_line():
                command(settings_from({**flags, "config": config}), **options)

        return with_settings(*settings)(run)

    return decorate


@click.command()
@click.argument("file", type=FILE, required=False)
@copying("data")
def backup(settings: Settings, file: Path | None) -> None:
    """Write everything into one archive, while the server runs or not.

    FILE is the archive, or a folder for it; without it, `backups` in the data folder. A file that is there already is
    never written over. The archive holds the whole chat and the server's secret: it is readable by its owner only.
    """
    from parlour.copies.backups import make_backup

    if file is None:
        file = settings.data / "backups"
        file.mkdir(mode=0o700, exist_ok=True)
    path, manifest = make_backup(settings.data, file.absolute(), _progress)
    click.echo(f"{path}: {path.stat().st_size:,} bytes, {_counts(manifest)}")


@click.command()
@click.argument("file", type=FILE)
@click.option("--replace", is_flag=True, help="set aside what is in the data folder now")
@copying("data")
def restore(settings: Settings, file: Path, *, replace: bool) -> None:
    """Make a data folder of the archive FILE.

    The archive is checked before anything is touched. No server may be running on the data folder, and what is in it is
    kept under another name. Browsers and bots notice that the server went back in time, and fetch everything anew.
    """
    from parlour.copies.restores import restore as restore_archive

    restored = restore_archive(file, settings.data, replace=replace, progress=_progress)
    if restored.aside is not None:
        click.echo(f"What was there before is in {restored.aside}")
    click.echo(f"{settings.data}: {_counts(restored.manifest)}, as of {restored.manifest.started}")


def _counts(manifest: Any) -> str:
    """Return how many of what there are, the tables that people know."""
    rows = {table.name: table.rows for table in manifest.tables}
    known = [(rows.get(name, 0), name) for name in ("account", "room", "message")]
    return ", ".join(f"{count:,} {name}{'s' if count != 1 else ''}" for count, name in known)


@contextmanager
def _one_line() -> Iterator[None]:
    """Say in one line what went wrong, and end."""
    from sqlalchemy.exc import SQLAlchemyError

    from parlour.copies.progress import Refused
    from parlour.store.lock import DataInUse

    try:
        yield
    except (Refused, DataInUse) as error:
        fail(str(error))
    except OSError as error:
        fail(f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror or error))
    except (sqlite3.Error, SQLAlchemyError) as error:
        fail(f"the database cannot be used: {getattr(error, 'orig', None) or error}")


@contextmanager
def _progress(label: str, length: int) -> Iterator[Callable[[int], object]]:
    """Draw a bar while something long is done, if a person is looking."""
    with click.progressbar(length=length, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        yield bar.update
