"""What one person takes along: all that is his, and nothing that others wrote."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from world import World, person

from parlour.accounts.sessions import Visit, open_session
from parlour.exports import own
from parlour.exports.people import export_person
from parlour.messages.actions import Post, post_messages
from parlour.messages.reactions import react
from parlour.people.actions import ignore_person
from parlour.rooms.membership import leave_room
from parlour.security import digest
from parlour.wire import Person


def taken(world: World, who: Person) -> dict[str, Any]:
    packed = zipfile.ZipFile(io.BytesIO(b"".join(export_person(world.store.read, who))))
    assert packed.namelist() == ["person.json"]
    return dict(json.loads(packed.read("person.json")))


def say(world: World, who: Person, *texts: str) -> None:
    posts = [Post(who, world.room, f"key-{who.id}-{n:06}", text) for n, text in enumerate(texts)]
    world.store.write(lambda tx: post_messages(tx, posts))


def test_everything_of_mine_is_in_it_and_nothing_of_others(world: World) -> None:
    say(world, world.kit, "Kit's own words")
    say(world, world.mira, "Mira's own words")
    token = world.store.write(lambda tx: open_session(tx, world.mira, Visit("192.0.2.9", "Firefox")))
    world.store.write(lambda tx: react(tx, world.mira, world.room, 3, "\U0001f44d", on=True))
    world.store.write(lambda tx: ignore_person(tx, world.mira, world.otto.id))
    found = taken(world, world.mira)
    assert (found["format"], found["person"]["username"]) == ("parlour-person", "Mira")
    assert [one["message"] for one in found["messages"]] == ["Mira joined", "Mira's own words"]
    assert [room["name"] for room in found["rooms"]] == ["Kitchen"]
    kept = found["kept"]
    assert [(row["address"], row["device"]) for row in kept["session"]] == [("192.0.2.9", "Firefox")]
    assert [(row["seq"], row["emoji"]) for row in kept["reaction"]] == [(3, "\U0001f44d")]
    assert [row["ignored_id"] for row in kept["ignored"]] == [world.otto.id]
    assert [row["room_id"] for row in kept["member"]] == [world.room]
    text = json.dumps(found)
    for other in ("Kit's own words", token, digest(token), "token_digest", '"password"'):
        assert other not in text


def test_who_has_left_a_room_still_has_his_words_and_not_its_name(world: World) -> None:
    say(world, world.mira, "I was here")
    world.store.write(lambda tx: leave_room(tx, world.mira, world.room))
    found = taken(world, world.mira)
    assert found["rooms"] == []
    assert "I was here" in [one["message"] for one in found["messages"]]
    assert "Kitchen" not in json.dumps(found)


def test_somebody_who_has_done_nothing_has_an_empty_one(world: World) -> None:
    found = taken(world, person(world.store, "Nobody", "guest"))
    assert (found["messages"], found["rooms"], set(map(len, found["kept"].values()))) == ([], [], {0})


def test_a_lot_comes_in_portions(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own, "ROWS", 3)
    monkeypatch.setattr(own, "SPAN", 4)
    say(world, world.kit, *(f"line {n}" for n in range(20)))
    for seq in range(3, 12):
        world.store.write(lambda tx, seq=seq: react(tx, world.mira, world.room, seq, "\U0001f44d", on=True))  # type: ignore[misc]
    assert [row["seq"] for row in taken(world, world.mira)["kept"]["reaction"]] == list(range(3, 12))
    assert [one["seq"] for one in taken(world, world.kit)["messages"]] == [1, *range(3, 23)]
