"""Another process at the same room: what waits for the room's lock sees what was done under it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from cluster import Cluster
from world import World, person

from parlour.errors import NotFound
from parlour.messages.actions import Post, post_messages
from parlour.messages.reads import changes_after
from parlour.rooms.actions import create_room
from parlour.rooms.membership import join_room, leave_room
from parlour.store import Store

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@pytest.fixture
def dsn(cluster: Cluster) -> Iterator[str]:
    name = cluster.borrow()
    yield cluster.dsn(name)
    cluster.give_back(name)


@pytest.fixture
def world(tmp_path: Path, dsn: str) -> Iterator[World]:
    store = Store(tmp_path, database=dsn)
    kit, mira, otto = (person(store, who) for who in ("Kit", "Mira", "Otto"))
    room = store.write(lambda tx: create_room(tx, kit, "Kitchen"))
    assert room.code is not None
    store.write(lambda tx: join_room(tx, mira, code=room.code))
    yield World(store, kit, mira, otto, room.id, room.code)
    store.close()


def while_removed(world: World, dsn: str, act: Callable[[], object]) -> list[object]:
    """Let `act` begin while Mira is being removed elsewhere, and return what became of it."""
    came: list[object] = []

    def go() -> None:
        try:
            came.append(act())
        except NotFound as refused:
            came.append(refused)

    with psycopg.connect(dsn) as other, psycopg.connect(dsn, autocommit=True) as watch:
        other.execute("UPDATE room SET rev = rev + 1 WHERE id = %s", [world.room])
        other.execute("DELETE FROM member WHERE room_id = %s AND account_id = %s", [world.room, world.mira.id])
        acting = threading.Thread(target=go)
        acting.start()
        while watch.execute(WAITING).fetchone() == (0,):
            assert acting.is_alive()
        other.commit()
    acting.join()
    return came


def test_a_message_that_waits_while_its_author_is_removed_is_not_stored(world: World, dsn: str) -> None:
    post = Post(world.mira, world.room, "key-00000001", "still here")
    [came] = while_removed(world, dsn, lambda: world.store.write_many(post_messages, post))
    assert isinstance(came, NotFound)
    kept = Post(world.kit, world.room, "key-00000002", "after")
    assert world.store.write_many(post_messages, kept).seq == 4  # 3 is the removal; the refused one used none
    assert [message.seq for message in world.store.read(lambda tx: changes_after(tx, world.room, 0))] == [1, 2, 4]


def test_who_is_removed_while_he_leaves_is_not_said_to_leave(world: World, dsn: str) -> None:
    [came] = while_removed(world, dsn, lambda: world.store.write(lambda tx: leave_room(tx, world.mira, world.room)))
    assert isinstance(came, NotFound)
    assert [message.kind for message in world.store.read(lambda tx: changes_after(tx, world.room, 0))] == [
        "created",
        "joined",
    ]
