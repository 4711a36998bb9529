"""Log lines: one a thing that happened, time in UTC, fields by name; never a token, a password or a message."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any, TextIO, cast

import structlog

CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


class Unfailing:
    """Standard error, where writing never fails: a full disk or a reader that is gone must not stop the server."""

    def write(self, text: str) -> None:
        with suppress(OSError):
            sys.stderr.write(text)

    def flush(self) -> None:
        with suppress(OSError):
            sys.stderr.flush()


def set_up(level: str) -> None:
    """Send our lines and the libraries' to standard error, from `level` on."""
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _inert,
            _one_line if not sys.stderr.isatty() else structlog.dev.ConsoleRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(cast("TextIO", Unfailing())),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(
        level=max(number, logging.WARNING), stream=sys.stderr, format="%(levelname)s %(name)s %(message)s"
    )


def _inert(_: object, __: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Escape what a terminal would obey; line ends are the renderer's."""
    for name, value in fields.items():
        if isinstance(value, str):
            fields[name] = CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", value)
    return fields


_one_line = structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"])
