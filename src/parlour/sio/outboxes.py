"""What leaves together: acks and emits of one loop turn go out in one write for each session."""

import asyncio
from typing import Protocol


class Outbox(Protocol):
    def flush(self) -> None: ...


class Outboxes:
    """Sessions that have something to write before this turn of the loop ends."""

    __slots__ = ("waiting",)

    def __init__(self) -> None:
        self.waiting: dict[Outbox, None] = {}

    def add(self, outbox: Outbox) -> None:
        if not self.waiting:
            asyncio.get_running_loop().call_soon(self.flush)
        self.waiting[outbox] = None

    def flush(self) -> None:
        waiting, self.waiting = self.waiting, {}
        for outbox in waiting:
            outbox.flush()
