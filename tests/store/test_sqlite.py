"""SQLite where the disk is nearly full, or fails: what is refused, what goes on, which connections are given up."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from world import World, person

from parlour.accounts.sessions import Visit, open_session, session_for
from parlour.errors import NotFound, StorageFull, Unavailable
from parlour.messages.actions import Post, post_messages
from parlour.messages.editing import delete_message, edit_message
from parlour.messages.reads import changes_after
from parlour.rooms.actions import create_room
from parlour.rooms.membership import join_room, leave_room
from parlour.rooms.reading import Reading, mark_read
from parlour.rooms.reads import room_for
from parlour.store import Store, Tx
from parlour.store.sqlite import DATABASE, SQLiteFile
from parlour.wire import Person, Sent

NO_DISK_HAS_AS_MUCH = 2**62
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


def reserve(world: World, size: int) -> None:
    world.store.database.reserve = size  # type: ignore[attr-defined]


def writer_of(world: World) -> object:
    """The connection that writes; while nothing is being written."""
    with world.store.database.writing.connect() as connection:
        return connection.connection.dbapi_connection


def test_below_the_reserve_nothing_is_posted_and_no_number_is_used_up(world: World) -> None:
    before = world.store.read(lambda tx: room_for(tx, world.kit, world.room)).rev
    reserve(world, NO_DISK_HAS_AS_MUCH)
    with pytest.raises(StorageFull) as refused:
        post(world, world.kit, KEY)
    assert refused.value.retry_after == 5
    reserve(world, 0)
    sent = post(world, world.kit, KEY)
    assert (sent.seq, sent.dup) == (before + 1, False)


def test_below_the_reserve_everybody_gets_the_answer_that_is_his(world: World) -> None:
    stored = post(world, world.kit, KEY)
    reserve(world, NO_DISK_HAS_AS_MUCH)
    asked = [(world.kit, KEY), (world.mira, OTHER_KEY), (world.mira, OTHER_KEY), (world.otto, KEY)]
    posts = [Post(who, world.room, key, "Is the kettle on?") for who, key in asked]
    again, *rest = world.store.write(lambda tx: post_messages(tx, posts))
    assert isinstance(again, Sent)
    assert (again.seq, again.dup) == (stored.seq, True)
    assert [type(one) for one in rest] == [StorageFull, StorageFull, NotFound]
    seen = world.store.read(lambda tx: changes_after(tx, world.room, 0))
    assert [one.message for one in seen if one.kind == "message"] == ["Is the kettle on?"]


def test_below_the_reserve_an_edit_may_make_shorter_and_a_deletion_goes_on(world: World) -> None:
    store, kit, room = world.store, world.kit, world.room
    seq = post(world, kit, KEY, "The kettle is on.").seq
    reserve(world, NO_DISK_HAS_AS_MUCH)
    with pytest.raises(StorageFull):
        store.write(lambda tx: edit_message(tx, kit, room, seq, "The kettle is on. And the tea is out."))
    rev = store.write(lambda tx: edit_message(tx, kit, room, seq, "It is on.")).rev
    assert store.write(lambda tx: delete_message(tx, kit, room, seq)).rev == rev + 1


def test_below_the_reserve_people_sign_in_and_out_come_go_and_read(world: World) -> None:
    store, mira, room = world.store, world.mira, world.room
    seq = post(world, world.kit, KEY).seq
    reserve(world, NO_DISK_HAS_AS_MUCH)
    token = store.write(lambda tx: open_session(tx, mira, Visit("127.0.0.1", "a test")))
    assert store.read(lambda tx: session_for(tx, token)) is not None
    assert store.write_many(mark_read, Reading(mira, room, seq)).unread == 0
    store.write(lambda tx: leave_room(tx, mira, room))
    store.write(lambda tx: join_room(tx, mira, code=world.code))
    assert store.read(lambda tx: room_for(tx, mira, room)).rev == seq + 2


def test_nothing_is_kept_free_where_nobody_knows_how_much_there_is(tmp_path: Path) -> None:
    assert SQLiteFile(tmp_path, NO_DISK_HAS_AS_MUCH).is_tight()
    assert not SQLiteFile(tmp_path).is_tight()
    assert not SQLiteFile(Path("/proc"), NO_DISK_HAS_AS_MUCH).is_tight()  # has no size, as some disks over a network
    assert not SQLiteFile(tmp_path / "gone", NO_DISK_HAS_AS_MUCH).is_tight()


def test_an_error_of_a_full_disk_is_called_that_whatever_sqlite_calls_it(tmp_path: Path) -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR | 19 << 8  # SQLITE_IOERR_SHMSIZE
    assert isinstance(SQLiteFile(tmp_path, NO_DISK_HAS_AS_MUCH).problem(error), StorageFull)
    assert type(SQLiteFile(tmp_path).problem(error)) is Unavailable


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
