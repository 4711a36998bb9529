"""What waits for the writer: one function to run in a transaction, or one item for a function that takes many."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from typing import Any

from parlour.store.tx import Tx

Write = Callable[[Tx], Any]
WriteMany = Callable[[Tx, Sequence[Any]], Sequence[Any]]


class Job:
    """One caller's wish and, once settled, its `result` or `error`."""

    __slots__ = ("error", "item", "many", "result", "run")

    def __init__(self, run: Write | None, many: WriteMany | None = None, item: object = None) -> None:
        self.run = run
        self.many = many
        self.item = item
        self.result: Any = None
        self.error: Exception | None = None

    def settle(self) -> None:
        """Tell the caller."""
        raise NotImplementedError


class ThreadJob(Job):
    """The caller is a thread that waits."""

    __slots__ = ("_done",)

    def __init__(self, run: Write | None, many: WriteMany | None = None, item: object = None) -> None:
        super().__init__(run, many, item)
        self._done = threading.Event()

    def settle(self) -> None:
        self._done.set()

    def wait(self) -> Any:
        self._done.wait()
        if self.error is not None:
            raise self.error
        return self.result


class LoopJob(Job):
    """The caller is a coroutine; settled on the event loop."""

    __slots__ = ("future",)

    def __init__(
        self,
        future: asyncio.Future[Any],
        run: Write | None,
        many: WriteMany | None = None,
        item: object = None,
    ) -> None:
        super().__init__(run, many, item)
        self.future = future

    def settle(self) -> None:
        if self.future.done():  # the caller has gone away; what he wrote stays written
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)
