"""How long the database may look: what takes longer is given up, and whoever asked is told to ask for less."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from parlour.errors import Unavailable
from parlour.store import Tx

PATIENCE = 1.0  # seconds
STEPS = 20_000  # of SQLite's machine between two looks at the clock


@contextmanager
def patience(tx: Tx) -> Iterator[None]:
    """Around what may take long: raise `Unavailable` when it does."""
    end = time.monotonic() + PATIENCE
    try:
        with _ended_by(tx, end):
            yield
    except DBAPIError:
        if time.monotonic() < end:
            raise
        raise Unavailable("That takes too long to find. Try more letters, or fewer rooms.", retry_after=1) from None


@contextmanager
def _ended_by(tx: Tx, end: float) -> Iterator[None]:
    driver = tx.connection.connection.driver_connection
    if isinstance(driver, sqlite3.Connection):
        driver.set_progress_handler(lambda: time.monotonic() > end, STEPS)
        try:
            yield
        finally:
            driver.set_progress_handler(None, 0)
    else:
        # What is looked up has an index, and about a table that has grown in an hour the planner knows nothing.
        for option in (f"statement_timeout = {PATIENCE * 1000:.0f}", "enable_seqscan = off", "jit = off"):
            tx.connection.exec_driver_sql(f"SET LOCAL {option}")
        yield
