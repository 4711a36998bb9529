"""PostgreSQL as the store: who may write, what is said while it is away, how it comes back."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from cluster import Cluster
from sqlalchemy import Engine, insert, select, text

from parlour.errors import StorageFull, Unavailable
from parlour.store import Store, Tx
from parlour.store.jobs import ThreadJob
from parlour.store.lock import CannotOpen, DataInUse
from parlour.store.postgres import LOCK, PostgresDatabase
from parlour.store.schema import Fact
from parlour.store.schema_version import migrate

MINE = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


@pytest.fixture
def dsn(own_cluster: Cluster) -> Iterator[str]:
    name = own_cluster.borrow()
    yield own_cluster.dsn(name)
    own_cluster.give_back(name)


@pytest.fixture
def store(tmp_path: Path, dsn: str) -> Iterator[Store]:
    opened = Store(tmp_path, database=dsn)
    yield opened
    opened.close()


def add(store: Store, name: str) -> None:
    store.write(lambda tx: tx.execute(insert(Fact).values(name=name, value="x")))


def names(store: Store) -> list[str]:
    def ask(tx: Tx) -> list[str]:
        return list(tx.execute(select(Fact.name).where(Fact.name != "epoch").order_by(Fact.name)).scalars())

    return store.read(ask)


def told(store: Store, query: str) -> str:
    """What the connection that writes answers."""
    return str(store.write(lambda tx: tx.execute(text(query)).scalar_one()))


def elsewhere(dsn: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(dsn, autocommit=True) as connection:
        found = connection.execute(statement)  # type: ignore[call-overload]
        return list(found.fetchall()) if found.description else []


def test_another_server_on_the_same_database_is_refused(store: Store, dsn: str, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with pytest.raises(DataInUse, match="another server is running on the database"):
        Store(tmp_path / "other", database=dsn)


def test_the_moment_in_which_a_server_lets_go_of_its_lock_is_waited_for(store: Store, dsn: str) -> None:
    store.close()
    before = psycopg.connect(dsn, autocommit=True)
    assert before.execute(f"SELECT {LOCK}").fetchone() == (True,)
    leaving = threading.Timer(0.3, before.close)
    leaving.start()
    other = PostgresDatabase(dsn)
    with other.writing.connect() as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar() == 1
    leaving.join()
    other.close()


def test_whoever_lost_the_database_to_another_writes_no_more(store: Store, dsn: str) -> None:
    elsewhere(dsn, f"SELECT pg_terminate_backend(pid, 5000) {MINE}")
    other = PostgresDatabase(dsn)
    other.bring_up_to_date()
    with pytest.raises(Unavailable):
        add(store, "never")
    other.close()
    add(store, "again mine")
    assert names(store) == ["again mine"]


def test_a_connection_of_our_own_that_is_only_believed_in_is_ended_for_the_lock(store: Store, dsn: str) -> None:
    ghost = store.database.writing.raw_connection()
    ghost.detach()  # open still, with the lock, and nobody will use it again
    add(store, "anyway")
    assert names(store) == ["anyway"]
    ghost.close()


@pytest.mark.parametrize(
    ("option", "value"),
    [("statement_timeout", "2s"), ("lock_timeout", "1s"), ("idle_in_transaction_session_timeout", "5s")],
)
def test_the_time_outs_are_ours_whatever_the_server_says(store: Store, option: str, value: str) -> None:
    assert told(store, f"SHOW {option}") == value
    assert store.read(lambda tx: tx.execute(text(f"SHOW {option}")).scalar_one()) == value


def test_a_commit_is_on_disk_even_where_the_server_would_not_wait_for_it(tmp_path: Path, own_cluster: Cluster) -> None:
    name = own_cluster.create()
    own_cluster.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
    store = Store(tmp_path, database=own_cluster.dsn(name))
    assert told(store, "SHOW synchronous_commit") == "on"
    store.close()


def test_readers_read_one_snapshot_and_the_writer_sees_what_others_committed(store: Store) -> None:
    assert told(store, "SHOW transaction_isolation") == "read committed"
    assert store.read(lambda tx: tx.execute(text("SHOW transaction_isolation")).scalar_one()) == "repeatable read"
    assert store.read(lambda tx: tx.execute(text("SHOW transaction_read_only")).scalar_one()) == "on"


def test_a_lock_that_somebody_holds_is_waited_for_a_second_and_then_said(store: Store, dsn: str) -> None:
    add(store, "held")
    with psycopg.connect(dsn) as holder:
        holder.execute("SELECT * FROM fact WHERE name = 'held' FOR UPDATE")
        with pytest.raises(Unavailable):
            store.write(lambda tx: tx.execute(text("UPDATE fact SET value = 'y' WHERE name = 'held'")))
    assert told(store, "UPDATE fact SET value = 'y' WHERE name = 'held' RETURNING value") == "y"


def test_many_who_wait_for_the_same_lock_do_not_wait_one_after_the_other(store: Store, dsn: str) -> None:
    add(store, "held")

    def change() -> None:
        with pytest.raises(Unavailable):
            store.write(lambda tx: tx.execute(text("UPDATE fact SET value = 'y' WHERE name = 'held'")))

    begun = time.monotonic()
    with psycopg.connect(dsn) as holder:
        holder.execute("SELECT * FROM fact WHERE name = 'held' FOR UPDATE")
        waiting = [threading.Thread(target=change) for _ in range(6)]
        for thread in waiting:
            thread.start()
        for thread in waiting:
            thread.join()
    assert time.monotonic() - begun < 4


def test_a_statement_without_an_end_is_ended(store: Store) -> None:
    with pytest.raises(Unavailable):
        store.read(lambda tx: tx.execute(text("SELECT pg_sleep(30)")))
    assert names(store) == []


@pytest.mark.parametrize("neighbours", [0, 1], ids=["alone", "with others in the batch"])
def test_a_collision_with_another_process_is_settled_by_a_second_look(store: Store, dsn: str, neighbours: int) -> None:
    """What the other is about to commit is not seen at first; the insert waits for it, fails, and is done again."""
    found: list[list[str]] = []
    go_on, seen = threading.Event(), threading.Event()

    def add_unless_there(tx: Tx) -> str:
        found.append(list(tx.execute(select(Fact.name).where(Fact.name == "same")).scalars()))
        seen.set()
        if found[-1]:
            return "was there"
        tx.execute(insert(Fact).values(name="same", value="x"))
        return "made"

    with psycopg.connect(dsn) as other:
        other.execute("INSERT INTO fact (name, value) VALUES ('same', 'theirs')")
        jobs = [ThreadJob(act) for act in (lambda _: go_on.wait(5), add_unless_there, *[lambda _: None] * neighbours)]
        for job in jobs:  # the first holds the writer, so that the others are one batch
            store.writer.put(job)
        go_on.set()
        assert seen.wait(5)
        other.commit()
    assert [job.wait() for job in jobs][1] == "was there"
    assert found == [[], ["same"]]


@pytest.mark.parametrize(
    ("state", "told_as"),
    [
        ("40001", Unavailable),
        ("40P01", Unavailable),
        ("53300", Unavailable),
        ("53100", StorageFull),
        ("57P01", Unavailable),
        ("58030", Unavailable),
        ("XX001", Unavailable),
    ],
)
def test_what_the_server_may_say_is_told_as_a_code(store: Store, state: str, told_as: type[Unavailable]) -> None:
    cry = text(f"DO $$ BEGIN RAISE EXCEPTION 'woe' USING ERRCODE = '{state}'; END $$")
    for act in (store.read, store.write):
        with pytest.raises(Unavailable) as refused:
            act(lambda tx: tx.execute(cry))
        assert type(refused.value) is told_as
    add(store, "after")


def test_a_statement_of_ours_that_is_wrong_is_no_trouble_of_the_database(store: Store) -> None:
    for act in (store.read, store.write):
        with pytest.raises(Exception, match="no_such_table"):
            act(lambda tx: tx.execute(text("SELECT * FROM no_such_table")))


def test_connections_that_the_server_ended_are_replaced_before_they_are_used(store: Store, dsn: str) -> None:
    add(store, "one")
    assert names(store) == ["one"]
    elsewhere(dsn, f"SELECT pg_terminate_backend(pid, 5000) {MINE}")
    add(store, "two")
    assert names(store) == ["one", "two"]


def test_while_it_is_away_everything_is_answered_and_then_goes_on(store: Store, own_cluster: Cluster) -> None:
    add(store, "before")
    own_cluster.stop()
    for _ in range(30):
        with pytest.raises(Unavailable):
            add(store, "never")
        with pytest.raises(Unavailable):
            names(store)
    own_cluster.start()
    retried(lambda: add(store, "after"))
    assert names(store) == ["after", "before"]


def test_a_migration_may_take_its_time(tmp_path: Path, own_cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(engine: Engine) -> None:
        migrate(engine)
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_sleep(0.5)"))

    monkeypatch.setattr("parlour.store.line.WaitingConnection.patience", 0.2)
    monkeypatch.setattr("parlour.store.postgres.PATIENCE", 0.2)
    monkeypatch.setattr("parlour.store.postgres.migrate", slow)
    store = Store(tmp_path, database=own_cluster.dsn(own_cluster.create()))
    with pytest.raises(Unavailable):
        told(store, "SELECT pg_sleep(0.5)")
    assert names(store) == []
    store.close()


def test_a_database_that_cannot_be_reached_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match=r"the database chat on 127\.0\.0\.1 cannot be used: .*refused") as refused:
        Store(tmp_path, database="postgresql://kit:hunter2@127.0.0.1:1/chat")
    assert "hunter2" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_an_encoding_that_cannot_hold_every_text_is_refused(tmp_path: Path, own_cluster: Cluster) -> None:
    own_cluster.execute("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    with pytest.raises(CannotOpen, match="UTF8"):
        Store(tmp_path, database=own_cluster.dsn("latin"))


def retried(act) -> None:  # type: ignore[no-untyped-def]
    """Do as a client does: again, until it is answered."""
    deadline = threading.Event()
    timer = threading.Timer(2, deadline.set)
    timer.start()
    while not deadline.is_set():
        try:
            act()
            timer.cancel()
            return
        except Unavailable:
            deadline.wait(0.01)
    raise AssertionError("no answer within 2 s of its return")
