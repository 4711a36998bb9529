"""How long a room keeps what is said: its owner says so, and everybody is told."""

from __future__ import annotations

import pytest
from world import World, person

from parlour.errors import Forbidden, NotFound
from parlour.events import MessageStored, RoomUpdated
from parlour.rooms.keeping import set_retention
from parlour.rooms.reads import room_for
from parlour.settings import KEEP_LIMIT as OF_SETTINGS
from parlour.store import Tx
from parlour.wire import KEEP_LIMIT, Person


def put(world: World, who: Person, days: int) -> list[object]:
    def act(tx: Tx) -> list[object]:
        set_retention(tx, who, world.room, days)
        return list(tx.events)

    return world.store.write(act)


def test_the_owner_sets_it_and_the_room_says_so_in_its_order(world: World) -> None:
    stored, updated = put(world, world.kit, 30)
    assert isinstance(stored, MessageStored)
    assert isinstance(updated, RoomUpdated)
    assert (stored.message.kind, stored.message.message) == (
        "retention",
        "Kit set messages to be deleted after 30 days",
    )
    assert updated.room.keep_days == 30
    assert world.store.read(lambda tx: room_for(tx, world.mira, world.room)).keep_days == 30
    assert put(world, world.kit, 30) == []
    assert "after 1 day" in str(put(world, world.kit, 1)[0])
    assert "as long as the server keeps them" in str(put(world, world.kit, 0)[0])
    assert world.store.read(lambda tx: room_for(tx, world.mira, world.room)).keep_days == 0


def test_nobody_else_does(world: World) -> None:
    with pytest.raises(Forbidden):
        put(world, world.mira, 30)
    with pytest.raises(NotFound):
        put(world, world.otto, 30)
    with pytest.raises(NotFound):
        put(world, person(world.store, "Chief", "owner"), 30)  # of the server, and not in the room
    assert world.store.read(lambda tx: room_for(tx, world.kit, world.room)).keep_days == 0


def test_the_server_and_its_rooms_have_one_limit() -> None:
    assert OF_SETTINGS == KEEP_LIMIT
