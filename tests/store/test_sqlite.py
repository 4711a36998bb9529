"""SQLite where the disk fails: which connections are given up, and what goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from world import World, person

from parlour.errors import Unavailable
from parlour.messages.actions import Post, post_messages
from parlour.rooms.actions import create_room
from parlour.rooms.membership import join_room
from parlour.rooms.reads import room_for
from parlour.store import Store, Tx
from parlour.store.sqlite import DATABASE
from parlour.wire import Person, Sent

KEY, OTHER_KEY = "key-00000001", "key-00000002"


@pytest.fixture
def world(folder: Path) -> Iterator[World]:
    """The usual people, on SQLite."""
    store = Store(folder)
    kit, mira, otto = (person(store, who) for who in ("Kit", "Mira", "Otto"))
    room = store.write(lambda tx: create_room(tx, kit, "Kitchen", is_open=False))
    assert room.code is not None
    store.write(lambda tx: join_room(tx, mira, code=room.code))
    yield World(store, kit, mira, otto, room.id, room.code)
    store.close()


def post(world: World, who: Person, key: str, text: str = "Is the kettle on?") -> Sent:
    return world.store.write_many(post_messages, Post(who, world.room, key, text))  # type: ignore[no-any-return]


def writer_of(world: World) -> object:
    """The connection that writes; while nothing is being written."""
    with world.store.database.writing.connect() as connection:
        return connection.connection.dbapi_connection


def test_a_connection_that_cannot_write_any_more_is_replaced(world: World) -> None:
    before = writer_of(world)
    fail_writer(world)
    with pytest.raises(Unavailable):
        post(world, world.kit, KEY)
    assert not post(world, world.kit, KEY).dup
    assert writer_of(world) is not before


def test_what_was_begun_on_a_connection_that_failed_is_refused_as_a_whole(world: World) -> None:
    rev = world.store.read(lambda tx: room_for(tx, world.kit, world.room)).rev

    def fail_midway(tx: Tx) -> None:
        post_messages(tx, [Post(world.kit, world.room, KEY, "half")])
        tx.connection.exec_driver_sql("PRAGMA query_only=ON")
        post_messages(tx, [Post(world.kit, world.room, OTHER_KEY, "the other half")])

    with pytest.raises(Unavailable):
        world.store.write(fail_midway)
    assert world.store.read(lambda tx: room_for(tx, world.kit, world.room)).rev == rev
    assert post(world, world.kit, KEY).seq == rev + 1


def test_a_database_that_is_gone_is_waited_for_and_not_made_anew(world: World) -> None:
    file = world.store.folder / DATABASE
    fail_writer(world)
    file.rename(world.store.folder / "kept")
    for _ in range(3):
        with pytest.raises(Unavailable):
            post(world, world.kit, KEY)
    assert not file.exists()
    (world.store.folder / "kept").rename(file)
    assert not post(world, world.kit, KEY).dup
    assert world.store.read(lambda tx: room_for(tx, world.kit, world.room)).rev == 3


def fail_writer(world: World) -> None:
    """Have the next write answered as on a disk that has become read-only."""
    with world.store.database.writing.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")
