"""The store: opens the database, reads on the calling thread, writes through the writer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from parlour import clock
from parlour.events import Event
from parlour.store.engine import READERS, database_for
from parlour.store.jobs import Job, LoopJob, ThreadJob, WriteMany
from parlour.store.lock import DataLock
from parlour.store.troubles import Troubles
from parlour.store.tx import Tx
from parlour.store.writer import Writer, check_queue

T = TypeVar("T")


class Store:
    """One open database: SQLite in `folder`, or the PostgreSQL that `database` names.

    Threads call `read` and `write`; the event loop has its `LoopStore`. Where less than `reserve` bytes of the disk of
    `folder` are free, transactions are told (`Tx.tight`).
    """

    def __init__(self, folder: Path, now: clock.Clock = clock.now, *, database: str = "", reserve: int = 0) -> None:
        self.folder = folder
        self._now = now
        self._lock = DataLock(folder)
        self._troubles = Troubles()
        try:
            self.database = database_for(folder, database, reserve)
            self._open()
        except BaseException:
            self._lock.release()
            raise
        self.writer = Writer(self.database, now, _settle)
        self.writer.start()

    def read(self, ask: Callable[[Tx], T]) -> T:
        """Run `ask(tx)` on this thread, in one consistent snapshot; raise `Unavailable` while there is no reading."""
        try:
            with self.database.reading.begin() as connection:
                return ask(Tx(connection, self._now()))
        except Exception as error:
            problem = self.database.problem(error)
            if problem is None:
                raise
            self._troubles.tell("read_failed", error)
            raise problem from None

    def write(self, act: Callable[[Tx], T]) -> T:
        """Queue `act(tx)` and wait for its COMMIT; what it raises is raised here and leaves nothing behind."""
        job = ThreadJob(act)
        self.writer.put(job)
        result: T = job.wait()
        return result

    def write_many(self, act: WriteMany, item: object) -> Any:
        """As `write`, for a function that takes what several callers queued in one go."""
        job = ThreadJob(None, act, item)
        self.writer.put(job)
        return job.wait()

    def close(self) -> None:
        """Finish queued writes, fold the log into the database and let go of the folder."""
        self.writer.close()
        self.database.close()
        self._lock.release()

    def _open(self) -> None:
        try:
            self.database.bring_up_to_date()
        except BaseException:
            self.database.close()
            raise


class LoopStore:
    """The same store for the event loop; `publish(events)` runs on the loop after each COMMIT, in its order."""

    def __init__(self, store: Store, publish: Callable[[Sequence[Event]], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._store = store
        self._publish = publish
        self._turn: list[Job] = []
        self._reads = 0
        self._threads = ThreadPoolExecutor(READERS - 2, thread_name_prefix="reader")
        store.writer.publish = self._committed

    async def read(self, ask: Callable[[Tx], T]) -> T:
        """Run `ask(tx)` on a reader thread; raise `Unavailable` when too many wait for one."""
        check_queue(self._reads)
        self._reads += 1
        reading = self._loop.run_in_executor(self._threads, self._store.read, ask)
        reading.add_done_callback(self._has_read)
        return await asyncio.shield(reading)  # whose caller has gone away has his place in the queue still

    def write(self, act: Callable[[Tx], T]) -> asyncio.Future[T]:
        """Queue `act(tx)`; the future is done after its COMMIT."""
        future: asyncio.Future[T] = self._loop.create_future()
        self._queue(LoopJob(future, act))
        return future

    def write_many(self, act: WriteMany, item: object) -> asyncio.Future[Any]:
        """Queue one `item` for `act(tx, items)`; the future gets the item's own result."""
        future: asyncio.Future[Any] = self._loop.create_future()
        self._queue(LoopJob(future, None, act, item))
        return future

    def close(self) -> None:
        """Stop publishing, and reading what has not begun; the store itself stays open."""
        self._store.writer.publish = _settle
        self._threads.shutdown(cancel_futures=True)

    def _has_read(self, _: asyncio.Future[Any]) -> None:
        self._reads -= 1

    def _queue(self, job: Job) -> None:
        """Wake the writer once a turn of the loop: what one turn brings makes one batch."""
        self._store.writer.check_room(len(self._turn))
        if not self._turn:
            self._loop.call_soon(self._hand_over)
        self._turn.append(job)

    def _hand_over(self) -> None:
        turn, self._turn = self._turn, []
        self._store.writer.put_all(turn)

    def _committed(self, jobs: list[Job], events: list[Event]) -> None:
        """On the writer thread: wake the loop once a commit, and the threads that wait."""
        waiting: list[Job] = [job for job in jobs if isinstance(job, LoopJob)]
        if waiting or events:
            self._loop.call_soon_threadsafe(self._tell, waiting, events)
        _settle([job for job in jobs if not isinstance(job, LoopJob)], [])

    def _tell(self, jobs: list[Job], events: list[Event]) -> None:
        _settle(jobs, [])
        self._publish(events)


def _settle(jobs: list[Job], _: list[Event]) -> None:
    for job in jobs:
        job.settle()
