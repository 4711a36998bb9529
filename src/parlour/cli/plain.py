"""What the commands about copies share: settings in, one line out, a bar where it takes long."""

from __future__ import annotations

import signal
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from parlour.cli.flags import Command, fail, settings_from, with_settings

if TYPE_CHECKING:
    from parlour.copies.tables import Content


def plain(*settings: str) -> Callable[[Command], Command]:
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


def counts(tables: Iterable[Content] | Mapping[str, int]) -> str:
    """Return how many of what there are, of the tables that people know."""
    rows = tables if isinstance(tables, Mapping) else {table.name: table.rows for table in tables}
    known = [(rows.get(name, 0), name) for name in ("account", "room", "message")]
    return ", ".join(f"{count:,} {name}{'s' if count != 1 else ''}" for count, name in known)


@contextmanager
def progress(label: str, length: int) -> Iterator[Callable[[int], object]]:
    """Draw a bar while something long is done, if a person is looking."""
    with click.progressbar(length=length, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        yield bar.update


@contextmanager
def _one_line() -> Iterator[None]:
    """Say in one line what went wrong, and end."""
    from sqlalchemy.exc import SQLAlchemyError

    from parlour.copies.progress import Refused
    from parlour.store.lock import CannotOpen

    try:
        yield
    except (Refused, CannotOpen) as error:
        fail(str(error))
    except OSError as error:
        fail(f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror or error))
    except (sqlite3.Error, SQLAlchemyError) as error:
        fail(f"the database cannot be used: {' '.join(str(getattr(error, 'orig', None) or error).split())}")
    except KeyboardInterrupt:
        fail("interrupted")
