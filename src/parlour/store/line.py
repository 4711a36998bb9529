"""Connections to PostgreSQL: how they are made, how long they wait for an answer, what happens while it is away."""

from __future__ import annotations

import select
import threading
import time
from typing import Any

import psycopg
from psycopg.abc import RV, PQGen
from psycopg.conninfo import conninfo_to_dict, make_conninfo

# Ours, whatever the server's defaults are. The last three let the server notice soon that we are gone.
OPTIONS = {
    "statement_timeout": 2_000,
    "lock_timeout": 1_000,
    "idle_in_transaction_session_timeout": 5_000,
    "tcp_keepalives_idle": 10,
    "tcp_keepalives_interval": 5,
    "tcp_keepalives_count": 3,
}
# The writer looks rows up. About a new table the server knows nothing, and would read all of it to find 64 keys.
WRITER = {"enable_seqscan": "off"}
NETWORK = {
    "connect_timeout": 2,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "target_session_attrs": "read-write",
}
PATIENCE = 4.0  # seconds for any answer: longer than every statement may take there
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 0.5  # seconds between attempts while the database is away


class WaitingConnection(psycopg.Connection[Any]):
    """Gives up on a server that says nothing: a frozen one keeps its sockets open, and its time-outs stand still."""

    patience: float | None = PATIENCE

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        try:
            return super().wait(gen, interval, self.patience if timeout is None else timeout)
        except psycopg.OperationalError as error:
            if error.sqlstate is None:  # no answer, or half of one: nobody may read the rest as the next
                self.pgconn.finish()
            raise


class Line:
    """Dials one database. While it is away it is dialled now and then, and whoever asks in between is told at once."""

    def __init__(self, dsn: str, name: str) -> None:
        given = conninfo_to_dict(dsn)
        self._options = str(given.pop("options", None) or "")
        self._dsn = make_conninfo(**{**NETWORK, **given})  # type: ignore[arg-type]
        self.name = name
        self._lock = threading.Lock()
        self._reason = ""
        self._pause = 0.0
        self._not_before = 0.0

    def dial(self, *, writes: bool) -> WaitingConnection:
        """Return a new connection; raise `psycopg.OperationalError`."""
        self._check_pause()
        options = {**OPTIONS, **WRITER} if writes else OPTIONS
        text = " ".join([*(f"-c {option}={value}" for option, value in options.items()), self._options])
        name = f"{self.name} {'writer' if writes else 'reader'}"
        try:
            made = WaitingConnection.connect(self._dsn, application_name=name, options=text)
        except psycopg.Error as error:
            self._lengthen_pause(str(error))
            raise
        self._pause = self._not_before = 0.0
        return made

    def _check_pause(self) -> None:
        with self._lock:
            now = time.monotonic()
            if now < self._not_before:
                raise psycopg.OperationalError(self._reason)
            if self._pause:  # this caller tries; the others need not all wait for the same silence
                self._not_before = now + self._pause

    def _lengthen_pause(self, reason: str) -> None:
        with self._lock:
            self._reason = reason
            self._pause = min(LONGEST_PAUSE, max(FIRST_PAUSE, 2 * self._pause))
            self._not_before = time.monotonic() + self._pause


def is_dead(connection: psycopg.Connection[Any]) -> bool:
    """Tell whether an idle connection was closed by the server, without asking it.

    Nothing but the end is said unasked; a rare notice costs no more than another connection.
    """
    if connection.closed:
        return True
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    return bool(waiting.poll(0))
