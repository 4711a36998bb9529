"""A deliberately broken server: it answers before the COMMIT, for speed. Its disk takes its time.

`CRASH=40` in the environment ends it between the answer and the COMMIT of the fortieth batch of messages.
"""

from __future__ import annotations

import os
import signal
import time
from itertools import count

from parlour.cli import main
from parlour.events import Event
from parlour.store import database
from parlour.store.jobs import Job
from parlour.store.tx import Tx
from parlour.store.writer import Writer, _runs

DISK = 0.05  # seconds
CRASH = int(os.environ.get("CRASH", "0"))
batches = count(1)


class Hasty(Writer):
    """As the real one, with one thing in the wrong place."""

    def _commit(self, batch: list[Job]) -> list[Event]:
        if any(job.many is None for job in batch):  # only messages are in a hurry
            return super()._commit(batch)
        with self._database.writing.connect() as connection:
            tx = Tx(connection, self._clock())
            for jobs in _runs(batch):
                self._run_together(tx, jobs)
            self.publish(batch, tx.events)
            time.sleep(DISK)
            if next(batches) == CRASH:
                os.kill(os.getpid(), signal.SIGKILL)
            connection.commit()
        return []


if __name__ == "__main__":
    database.Writer = Hasty  # type: ignore[misc]
    main()
