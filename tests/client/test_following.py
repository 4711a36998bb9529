"""The rooms of an account: what was asked about them before they changed does not count."""

from __future__ import annotations

import msgspec
import pytest

from parlour import wire
from parlour.client.following import Following
from parlour.client.stream import Position, Stream

ME = wire.Person(1, "Mira", "member")
ROOM = wire.Room(7, "Kitchen", "AAAA-AAAA", True, True, 2, 2, 0, 1, 1, None)


@pytest.fixture
async def following() -> Following:
    """In one room, with nothing to look up."""
    made = Following(Stream(Position()))
    made.hear("ready", msgspec.to_builtins(wire.Ready(ME, [ROOM], "epoch", "1", {})))
    assert not made.changed.is_set()
    return made


async def test_rooms_are_looked_up_anew_after_leaving_one_elsewhere(following: Following) -> None:
    following.hear("new_message", {**left(), "rev": 3, "seq": 3})
    assert following.rooms == {}
    assert following.changed.is_set()
    following.changed.clear()
    following.hear("new_message", {**left(), "rev": 3, "seq": 3})  # told once more, of a room that is not held
    assert following.changed.is_set()


async def test_rooms_are_looked_up_anew_after_entering_one_elsewhere(following: Following) -> None:
    following.hear("new_message", {**left(), "id": "8:2", "room": 8, "kind": "joined", "rev": 2, "seq": 2})
    assert following.changed.is_set()


async def test_rooms_are_looked_up_anew_after_leaving_one(following: Following) -> None:
    following.leave(ROOM.id)
    assert following.rooms == {}
    assert following.changed.is_set()


async def test_rooms_are_looked_up_anew_after_entering_one(following: Following) -> None:
    following.enter(wire.Room(8, "Garden", "BBBB-BBBB", True, True, 2, 2, 0, 1, 1, None))
    assert set(following.rooms) == {7, 8}
    assert following.changed.is_set()


def left() -> dict[str, object]:
    return {
        "id": "7:3", "room": 7, "key": "left-7-3", "user_id": ME.id, "username": ME.username, "message": "Mira left",
        "html": "", "timestamp": "", "kind": "left", "edited_at": None,
    }  # fmt: skip
