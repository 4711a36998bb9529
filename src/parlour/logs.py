"""Log lines: one a thing that happened, time in UTC, fields by name; never a token, a password or a message."""

from __future__ import annotations

import logging
import sys

import structlog


def set_up(level: str) -> None:
    """Send our lines and the libraries' to standard error, from `level` on."""
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _one_line if not sys.stderr.isatty() else structlog.dev.ConsoleRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(
        level=max(number, logging.WARNING), stream=sys.stderr, format="%(levelname)s %(name)s %(message)s"
    )


_one_line = structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"])
