"""One transaction, as the domain sees it: statements, the time, and what it announces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, CursorResult, Executable

from parlour import failpoints
from parlour.events import Event


class Tx:
    """`now` is in milliseconds UTC, the same through the whole transaction.

    `tight`: the disk is nearly full, and what is left of it is not for what grows without end.
    """

    __slots__ = ("connection", "events", "now", "tight")

    def __init__(self, connection: Connection, now: int, *, tight: bool = False) -> None:
        self.connection = connection
        self.now = now
        self.tight = tight
        self.events: list[Event] = []

    def execute(
        self, statement: Executable, values: Mapping[str, object] | Sequence[Mapping[str, object]] | None = None
    ) -> CursorResult[Any]:
        """Run one statement; a list of `values` runs it once for each."""
        return self.connection.execute(statement, values)

    def passing(self, failpoint: str) -> None:
        """Tell that this place was reached: a test may have the process end here."""
        failpoints.passing(failpoint)

    def announce(self, event: Event) -> None:
        """Have `event` published after the COMMIT; a rollback forgets it."""
        self.events.append(event)
