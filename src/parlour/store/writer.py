"""The one thread that writes: it runs what has queued up, commits once, then tells."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

import structlog
from sqlalchemy.exc import IntegrityError

from parlour import failpoints
from parlour.clock import Clock
from parlour.errors import Problem, StorageFull, Unavailable
from parlour.events import Event
from parlour.store.engine import Database
from parlour.store.jobs import Job
from parlour.store.troubles import Troubles
from parlour.store.tx import Tx

QUEUE_LIMIT = 1_000
BATCH_LIMIT = 256

log = structlog.get_logger("parlour.store")

Publish = Callable[[list[Job], list[Event]], None]


class Writer(threading.Thread):
    """`publish(jobs, events)` is called on this thread after each COMMIT: it settles the jobs, passes on the events."""

    def __init__(self, database: Database, clock: Clock, publish: Publish) -> None:
        super().__init__(name="writer", daemon=True)
        self._database = database
        self._clock = clock
        self._troubles = Troubles()
        self.publish = publish
        self._queue: deque[Job] = deque()
        self._wake = threading.Event()
        self._closing = False
        self._closing_lock = threading.Lock()

    def put(self, job: Job) -> None:
        """Queue a job; raise `Unavailable` when the queue is full or the store is closing."""
        with self._closing_lock:  # a job queued after the last look at the queue would wait for ever
            self.check_room(0)
            self.put_all([job])

    def check_room(self, more: int) -> None:
        """Raise `Unavailable` unless one job beside `more` others can be queued."""
        check_queue(QUEUE_LIMIT if self._closing else len(self._queue) + more)

    def put_all(self, jobs: Sequence[Job]) -> None:
        """Queue jobs for which there was room."""
        self._queue.extend(jobs)
        self._wake.set()

    def close(self) -> None:
        """Finish what is queued, then stop."""
        with self._closing_lock:
            self._closing = True
        self._wake.set()
        if self.is_alive():
            self.join()

    def run(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            while batch := self._next_batch():
                events = self._commit(batch)
                failpoints.passing("after_commit")
                self.publish(batch, events)
            if self._closing and not self._queue:
                return

    def _next_batch(self) -> list[Job]:
        count = min(len(self._queue), BATCH_LIMIT)
        return [self._queue.popleft() for _ in range(count)]

    def _commit(self, batch: list[Job]) -> list[Event]:
        """Run and commit a batch; when the COMMIT fails nobody's work is kept, and everybody is told."""
        try:
            with self._database.writing.connect() as connection:
                tx = Tx(connection, self._clock(), tight=self._is_tight())
                runs = list(_runs(batch))
                for jobs in runs:
                    self._run_alone(tx, jobs) if len(runs) == 1 else self._run_together(tx, jobs)
                failpoints.passing("before_commit")
                connection.commit()
            return tx.events
        except Exception as error:  # noqa: BLE001  (whatever it is, there is no other writer: this one goes on)
            problem = self._as_caller_sees(error)
            for job in batch:
                job.error = problem
            return []

    def _is_tight(self) -> bool:
        tight = self._database.is_tight()
        if tight:
            self._troubles.tell("disk_nearly_full", StorageFull("Messages are refused until there is space again."))
        return tight

    def _run_alone(self, tx: Tx, jobs: Sequence[Job]) -> None:
        """Run the only jobs of a batch without a savepoint, which they need only if they fail."""
        try:
            _run(tx, jobs)
            return
        except Exception as error:
            if self._database.is_lost(tx.connection, error):
                raise
        tx.connection.rollback()
        tx.events.clear()
        for job in jobs:
            self._run_together(tx, [job])

    def _run_together(self, tx: Tx, jobs: Sequence[Job], *, again: bool = True) -> None:
        """Run jobs of one kind in one savepoint; if that fails, each in its own.

        A job that collides with what another process has committed meanwhile is run once more: now it sees it.
        """
        try:
            self._in_savepoint(tx, jobs)
            return
        except Exception as error:
            if self._database.is_lost(tx.connection, error):
                raise
            if len(jobs) == 1 and not (again and isinstance(error, IntegrityError)):
                jobs[0].error = self._as_caller_sees(error)
                return
        for job in jobs:
            self._run_together(tx, [job], again=len(jobs) > 1)

    def _in_savepoint(self, tx: Tx, jobs: Sequence[Job]) -> None:
        announced = len(tx.events)
        try:
            with tx.connection.begin_nested():
                _run(tx, jobs)
        except BaseException:
            del tx.events[announced:]
            raise

    def _as_caller_sees(self, error: Exception) -> Exception:
        problem = self._database.problem(error)
        if problem is not None:
            self._troubles.tell("commit_failed", error)
            return problem
        if not isinstance(error, Problem):
            log.error("write_failed", exc_info=error)
        return error


def check_queue(waiting: int) -> None:
    """Raise `Unavailable` where so many wait for the database that one more would wait too long."""
    if waiting >= QUEUE_LIMIT:
        raise Unavailable(retry_after=1)


def _run(tx: Tx, jobs: Sequence[Job]) -> None:
    first = jobs[0]
    if first.run is not None:
        first.result = first.run(tx)
        return
    assert first.many is not None  # noqa: S101  (narrowing)
    for job, result in zip(jobs, first.many(tx, [job.item for job in jobs]), strict=True):
        if isinstance(result, Exception):
            job.error = result
        else:
            job.result = result


def _runs(batch: list[Job]) -> Iterator[list[Job]]:
    """Split into neighbours that share a function taking many; everything else alone."""
    for many, jobs in groupby(batch, key=lambda job: job.many):
        if many is not None:
            yield list(jobs)
        else:
            yield from ([job] for job in jobs)
