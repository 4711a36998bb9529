"""The rooms of an account: what was asked about them before they changed does not count."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import pytest

from parlour import wire
from parlour.client.following import Following
from parlour.client.sequence import Change, Opened, Reset
from parlour.client.stream import Position, Stream

ME = wire.Person(1, "Mira", "member")
ROOM = wire.Room(7, "Kitchen", "AAAA-AAAA", True, True, 2, 2, 0, 1, 1, None)
GARDEN = wire.Room(8, "Garden", "BBBB-BBBB", True, True, 2, 2, 0, 1, 1, None)
CHAT = wire.Room(9, "Kit", None, False, True, 1, 0, 1, 2, 0, None, kind="direct")


class Table:
    """A line on which `catch_up` is answered with what was said in the direct conversation."""

    async def ask(self, event: str, payload: dict[str, Any], _: float) -> dict[str, Any]:
        assert (event, payload["room"], payload["rev"]) == ("catch_up", CHAT.id, 0)
        return {"room": CHAT.id, "messages": [said()], "head": 1, "more": False, "limited": False, "before": None}


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
    following.enter(GARDEN, 2)
    assert set(following.rooms) == {7, 8}
    assert following.changed.is_set()


async def test_what_was_said_before_the_rooms_were_looked_up_is_told(following: Following) -> None:
    """The first words of a direct conversation may come before it is known that there is one, or after."""
    following.line = Table()  # type: ignore[assignment]
    following.renew(ready(ROOM, CHAT))
    following.hear("new_message", said())
    assert await told(following, 3) == [Opened(ROOM.id, 2), Opened(CHAT.id, 0), msgspec.convert(said(), wire.Change)]
    assert following._sequences[CHAT.id].level


async def test_a_room_that_is_heard_of_before_it_is_known_begins_where_it_was_read(following: Following) -> None:
    following.line = Table()  # type: ignore[assignment]
    following.hear("new_message", said())
    assert following.changed.is_set()
    following.changed.clear()
    following.hear("new_message", {**said(), "id": "9:2", "rev": 2, "seq": 2})
    assert not following.changed.is_set()  # else who is told much of it would look it up for ever
    following.renew(ready(ROOM, CHAT))
    assert (await told(following, 3))[1:] == [Opened(CHAT.id, 0), msgspec.convert(said(), wire.Message)]


async def test_a_room_that_came_while_one_was_away_is_told_from_its_beginning(following: Following) -> None:
    following.line = Table()  # type: ignore[assignment]
    following.hear("ready", msgspec.to_builtins(ready(ROOM, CHAT)))
    assert (await told(following, 3))[1:] == [Opened(CHAT.id, 0), msgspec.convert(said(), wire.Message)]


async def test_after_a_restore_all_rooms_are_told_from_now_on(following: Following) -> None:
    following.hear("ready", {**msgspec.to_builtins(ready(ROOM, CHAT)), "epoch": "another"})
    assert await told(following, 4) == [Opened(ROOM.id, 2), Reset("another"), Opened(ROOM.id, 2), Opened(CHAT.id, 1)]


async def told(following: Following, count: int) -> list[Change]:
    found: list[Change] = []
    async with asyncio.timeout(5):
        while len(found) < count:
            found.append(await following._stream.take())
            following._stream.taken(found[-1])
    await following.end()
    return found


def ready(*rooms: wire.Room) -> wire.Ready:
    return wire.Ready(ME, list(rooms), "epoch", "1", {})


def said() -> dict[str, object]:
    kit = {"user_id": 2, "username": "Kit", "message": "Just you", "kind": "message"}
    return {**left(), **kit, "id": "9:1", "room": 9, "rev": 1, "seq": 1}


def left() -> dict[str, object]:
    return {
        "id": "7:3", "room": 7, "key": "left-7-3", "user_id": ME.id, "username": ME.username, "message": "Mira left",
        "html": "", "timestamp": "", "kind": "left", "edited_at": None,
    }  # fmt: skip
