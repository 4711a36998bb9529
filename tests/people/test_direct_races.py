"""Two who begin the same conversation in the same moment have one, also when they are in two processes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from cluster import Cluster
from people.conftest import Company
from world import person

from parlour.people.actions import open_direct
from parlour.store import Store
from parlour.wire import Person

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
BEGIN = (
    "INSERT INTO room (name, open, rev, posts, created_at, kind, people_key)"
    " VALUES ('', false, 0, 0, 0, 'direct', %s) RETURNING id"
)
COME = (
    "INSERT INTO member (room_id, account_id, joined_rev, joined_at, read_seq, read_posts) VALUES (%s, %s, 0, 0, 0, 0)"
)


def test_in_one_process_they_share_it(company: Company) -> None:
    both = [(company.kit, company.mira), (company.mira, company.kit)] * 8

    def begin(pair: tuple[Person, Person]) -> tuple[int, bool]:
        actor, other = pair
        room, fresh = company.store.write(lambda tx: open_direct(tx, actor, [other.id]))
        return room.id, fresh

    with ThreadPoolExecutor(8) as threads:
        began = list(threads.map(begin, both))
    assert len({room for room, _ in began}) == 1
    assert sum(fresh for _, fresh in began) == 1


@pytest.fixture
def dsn(cluster: Cluster) -> Iterator[str]:
    name = cluster.borrow()
    yield cluster.dsn(name)
    cluster.give_back(name)


def test_what_another_process_has_made_meanwhile_is_found(tmp_path: Path, dsn: str) -> None:
    store = Store(tmp_path, database=dsn)
    kit, mira = (person(store, name) for name in ("Kit", "Mira"))
    came: list[tuple[int, bool]] = []

    def begin() -> None:
        room, fresh = store.write(lambda tx: open_direct(tx, kit, [mira.id]))
        came.append((room.id, fresh))

    with psycopg.connect(dsn) as other, psycopg.connect(dsn, autocommit=True) as watch:
        [made] = other.execute(BEGIN, [f"{kit.id}-{mira.id}"]).fetchone() or (0,)
        for account in (kit.id, mira.id):
            other.execute(COME, [made, account])
        beginning = threading.Thread(target=begin)
        beginning.start()
        while watch.execute(WAITING).fetchone() == (0,):
            assert beginning.is_alive()
        other.commit()
    beginning.join()
    assert came == [(made, False)]
    store.close()
