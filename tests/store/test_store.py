"""The store: group commit, savepoints, readers that cannot write, one server a folder."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Iterable
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import DBAPIError

from parlour.errors import NotFound, StorageFull, Unavailable
from parlour.events import Event, MemberLeft
from parlour.store import LoopStore, Store, Tx
from parlour.store.jobs import Job, ThreadJob
from parlour.store.lock import DataInUse
from parlour.store.schema import Fact
from parlour.store.writer import QUEUE_LIMIT, Writer
from parlour.wire import Person

FACT = MemberLeft(1, 1, Person(1, "Kit", "member"))


def add(name: str):  # type: ignore[no-untyped-def]
    def act(tx: Tx) -> int:
        tx.execute(insert(Fact).values(name=name, value="x"))
        return 1

    return act


def names(tx: Tx) -> list[str]:
    return list(tx.execute(select(Fact.name).where(Fact.name != "epoch").order_by(Fact.name)).scalars())


def stall(store: Store) -> tuple[ThreadJob, threading.Event]:
    """Hold the writer inside a transaction, so that what follows is one batch."""
    entered, go_on = threading.Event(), threading.Event()

    def wait(_: Tx) -> None:
        entered.set()
        go_on.wait(10)

    job = ThreadJob(wait)
    store.writer.put(job)
    assert entered.wait(10)
    return job, go_on


def test_what_is_written_is_there_after_closing_and_opening(folder: Path, database: str) -> None:
    store = Store(folder, database=database)
    store.write(add("kept"))
    store.close()
    again = Store(folder, database=database)
    assert again.read(names) == ["kept"]
    again.close()


def test_a_new_database_has_an_epoch_and_keeps_it(folder: Path, database: str) -> None:
    epochs = []
    for _ in range(2):
        store = Store(folder, database=database)
        epochs.append(store.read(lambda tx: tx.execute(select(Fact.value)).scalar_one()))
        store.close()
    assert epochs[0] == epochs[1] != ""


def test_one_refusal_in_a_batch_leaves_its_neighbours_alone(store: Store) -> None:
    def refuse(tx: Tx) -> None:
        add("half")(tx)
        tx.announce(FACT)
        raise NotFound

    stalled, go_on = stall(store)
    jobs = [ThreadJob(add("first")), ThreadJob(refuse), ThreadJob(add("last"))]
    for job in jobs:
        store.writer.put(job)
    go_on.set()
    for job in (stalled, jobs[0], jobs[2]):
        job.wait()
    with pytest.raises(NotFound):
        jobs[1].wait()
    assert store.read(names) == ["first", "last"]


def test_a_function_that_takes_many_is_called_once_for_neighbours(store: Store) -> None:
    calls: list[list[object]] = []

    def many(_: Tx, items: list[object]) -> list[object]:
        calls.append(items)
        return items

    _, go_on = stall(store)
    jobs = [ThreadJob(None, many, number) for number in range(5)]
    for job in jobs:
        store.writer.put(job)
    go_on.set()
    assert [job.wait() for job in jobs] == [0, 1, 2, 3, 4]
    assert calls == [[0, 1, 2, 3, 4]]


@pytest.mark.parametrize("company", [0, 1], ids=["a batch of their own", "with others in the batch"])
def test_when_many_together_fail_each_is_tried_alone(store: Store, company: int) -> None:
    heard: list[Event] = []
    settle = store.writer.publish
    store.writer.publish = lambda jobs, facts: (heard.extend(facts), settle(jobs, facts))[1]

    def many(tx: Tx, items: list[str]) -> list[int]:
        return [(add(item)(tx), tx.announce(MemberLeft(1, ord(item[0]), FACT.person)))[0] for item in items]

    _, go_on = stall(store)
    jobs = [ThreadJob(None, many, name) for name in ("a", "twice", "twice", "b")]
    for job in [*jobs, *(ThreadJob(add("company")) for _ in range(company))]:
        store.writer.put(job)
    go_on.set()
    with pytest.raises(Unavailable):
        jobs[2].wait()
    assert [jobs[nth].wait() for nth in (0, 1, 3)] == [1, 1, 1]
    store.write(lambda _: None)
    assert [name for name in store.read(names) if name != "company"] == ["a", "b", "twice"]
    assert [fact.rev for fact in heard if isinstance(fact, MemberLeft)] == [ord("a"), ord("t"), ord("b")]


def test_an_unexpected_error_reaches_only_its_caller(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        store.write(lambda _: 1 // 0)
    assert store.write(add("after")) == 1


def test_a_full_queue_is_said_at_once(store: Store) -> None:
    _, go_on = stall(store)
    jobs = [ThreadJob(add(f"n{number}")) for number in range(QUEUE_LIMIT)]
    for job in jobs:
        store.writer.put(job)
    with pytest.raises(Unavailable):
        store.writer.put(ThreadJob(add("too many")))
    go_on.set()
    for job in jobs:
        job.wait()
    assert len(store.read(names)) == QUEUE_LIMIT


def test_a_reader_cannot_write(store: Store) -> None:
    with pytest.raises(DBAPIError, match=r"read-?only"):
        store.read(add("never"))


def test_a_reader_sees_one_snapshot(store: Store) -> None:
    store.write(add("one"))

    def twice(tx: Tx) -> tuple[list[str], list[str]]:
        before = names(tx)
        store.write(add("two"))
        return before, names(tx)

    before, after = store.read(twice)
    assert before == after == ["one"]


def test_a_full_disk_is_said_stores_nothing_and_heals(folder: Path) -> None:
    store = Store(folder)

    def limit(pages: int) -> None:
        with store.database.writing.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    limit(1)
    rows = [{"name": f"n{number}", "value": "x" * 190} for number in range(100)]
    with pytest.raises(StorageFull):
        store.write(lambda tx: tx.execute(insert(Fact), rows).rowcount)
    kept = store.read(names)
    limit(1_000_000)
    assert store.write(add("after")) == 1
    assert store.read(names) == sorted([*kept, "after"])
    store.close()


def test_a_second_store_on_the_same_folder_is_refused(store: Store, database: str) -> None:
    with pytest.raises(DataInUse):
        Store(store.folder, database=database)


def test_a_closing_store_finishes_what_is_queued_and_takes_no_more(folder: Path, database: str) -> None:
    store = Store(folder, database=database)
    _, go_on = stall(store)
    job = ThreadJob(add("queued"))
    store.writer.put(job)
    closing = threading.Thread(target=store.close)
    closing.start()
    go_on.set()
    closing.join()
    assert job.wait() == 1
    with pytest.raises(Unavailable):
        store.write(add("late"))


class Slow(deque[Job]):
    """A queue in which there is time for a lot to happen between asking for a place and taking it."""

    def extend(self, jobs: Iterable[Job]) -> None:
        time.sleep(0.1)
        super().extend(jobs)


def test_who_writes_while_the_store_closes_is_not_left_waiting(store: Store) -> None:
    writer = Writer(store.database, lambda: 0, lambda jobs, _: [job.settle() for job in jobs] and None)
    writer._queue = Slow()
    writer.start()
    job = ThreadJob(lambda _: "written")
    putting = threading.Thread(target=writer.put, args=(job,))
    putting.start()
    time.sleep(0.03)
    writer.close()
    putting.join()
    assert job._done.wait(2)
    assert job.wait() == "written"


def test_the_writer_outlives_whatever_goes_wrong_in_a_batch(store: Store) -> None:
    def clock() -> int:
        raise ZeroDivisionError

    right, store.writer._clock = store.writer._clock, clock
    with pytest.raises(ZeroDivisionError):
        store.write(add("never"))
    store.writer._clock = right
    assert store.write(add("after")) == 1


def test_closing_twice_does_nothing_more(folder: Path, database: str) -> None:
    store = Store(folder, database=database)
    store.close()
    with (folder / "another").open("w") as file:  # it may well get the number of the lock's file
        store.close()
        file.write("kept")
    assert (folder / "another").read_text() == "kept"


async def test_the_loop_hears_of_a_commit_after_it_and_in_order(store: Store) -> None:
    heard: list[Event] = []
    loop_store = LoopStore(store, heard.extend)
    facts = [MemberLeft(1, rev, FACT.person) for rev in range(50)]
    await asyncio.gather(*(loop_store.write(lambda tx, fact=fact: tx.announce(fact)) for fact in facts))
    assert heard == facts
    assert await loop_store.read(names) == []
    loop_store.close()


async def test_a_caller_who_has_gone_away_harms_nobody(store: Store) -> None:
    loop_store = LoopStore(store, lambda _: None)
    going = loop_store.write(add("still written"))
    going.cancel()
    assert await loop_store.write(add("next")) == 1
    assert await loop_store.read(names) == ["next", "still written"]
    loop_store.close()


async def test_a_refusal_reaches_the_loop(store: Store) -> None:
    def refuse(_: Tx) -> None:
        raise NotFound

    loop_store = LoopStore(store, lambda _: None)
    with pytest.raises(NotFound):
        await loop_store.write(refuse)
    assert await loop_store.write_many(lambda _, items: items, 7) == 7
    loop_store.close()


async def test_what_one_turn_of_the_loop_brings_is_one_batch(store: Store) -> None:
    calls: list[int] = []

    def many(_: Tx, items: list[object]) -> list[object]:
        calls.append(len(items))
        return items

    loop_store = LoopStore(store, lambda _: None)
    await asyncio.gather(*(loop_store.write_many(many, number) for number in range(50)))
    assert calls == [50]
    loop_store.close()


async def test_a_turn_cannot_bring_more_than_the_queue_takes(store: Store) -> None:
    loop_store = LoopStore(store, lambda _: None)
    taken = [loop_store.write(lambda _: None) for _ in range(QUEUE_LIMIT)]
    with pytest.raises(Unavailable):
        loop_store.write(lambda _: None)
    await asyncio.gather(*taken)
    loop_store.close()


async def test_what_is_to_be_read_waits_in_a_queue_that_has_an_end(store: Store) -> None:
    go_on = threading.Event()
    loop_store = LoopStore(store, lambda _: None)
    reads = [asyncio.create_task(loop_store.read(lambda _: go_on.wait(10))) for _ in range(QUEUE_LIMIT)]
    await asyncio.sleep(0)
    for gone in reads[-5:]:  # they leave nobody a place: what they asked for still waits
        gone.cancel()
    await asyncio.sleep(0)
    try:
        with pytest.raises(Unavailable):
            await asyncio.wait_for(loop_store.read(names), 5)
    finally:
        go_on.set()
    await asyncio.gather(*reads[:-5])
    assert await loop_store.read(names) == []
    loop_store.close()


async def test_at_the_end_only_what_is_being_read_is_waited_for(store: Store) -> None:
    begun, go_on = threading.Event(), threading.Event()
    loop_store = LoopStore(store, lambda _: None)

    def slow(_: Tx) -> bool:
        begun.set()
        return go_on.wait(10)

    reads = [asyncio.create_task(loop_store.read(slow)) for _ in range(100)]
    await asyncio.to_thread(begun.wait)
    closing = asyncio.create_task(asyncio.to_thread(loop_store.close))
    await asyncio.wait(reads[-1:], timeout=5)
    go_on.set()
    await closing
    await asyncio.wait(reads)
    assert reads[-1].cancelled()
    assert 1 <= sum(not one.cancelled() for one in reads) < 10
