"""What concerns somebody as it is told: to all of his devices, and to nobody else."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from live.house import Caller, House, opened
from world import World, person

from parlour.keywords.actions import checked_keywords, set_keywords
from parlour.live import alerting, indexing, readers
from parlour.rooms.membership import join_room
from parlour.rooms.seen import hide_reading
from parlour.security import new_key


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "SETTLE", 0.01)
    monkeypatch.setattr(alerting, "PAUSE", 0.0)
    monkeypatch.setattr(alerting, "AWAY", 0.01)
    monkeypatch.setattr(alerting, "FAILED", 0.01)
    monkeypatch.setattr(readers, "PAUSE", 0.3)


@pytest.fixture
async def house(world: World) -> AsyncIterator[House]:
    async with opened(world.store) as made:
        yield made


async def say(caller: Caller, world: World, text: str, **more: object) -> dict[str, object]:
    return await caller.ask("send_message", {"room": world.room, "key": new_key(), "message": text, **more})


async def test_a_mention_reaches_every_device_of_whom_it_calls_and_nobody_else(house: House, world: World) -> None:
    kit, mira, phone, otto = [await house.caller(who) for who in (world.kit, world.mira, world.mira, world.otto)]
    seq = (await say(kit, world, "@Mira tea?"))["seq"]
    for device in (mira, phone):
        entry = await device.hear("new_entry", kind="mention", seq=seq)
        assert (entry["username"], entry["message"], entry["room"]) == ("Kit", "@Mira tea?", world.room)
        assert (await device.hear("new_message", seq=seq))["mentions"] == [world.mira.id]
    ready = await house.caller(world.mira)
    state = ready.find("ready") or {}
    assert (state["inbox"], state["rooms"][0]["mentions"]) == ({"unread": 1, "last": entry["id"]}, 1)
    page = await mira.ask("inbox", {})
    assert ([each["id"] for each in page["entries"]], page["unread"], page["before"]) == ([entry["id"]], 1, None)
    assert (await mira.ask("read_inbox", {"ids": [entry["id"]]}))["unread"] == 0
    await phone.hear("me_changed")
    for other in (kit, otto):
        assert other.find("new_entry") is None
        assert (await other.ask("inbox", {}))["entries"] == []


async def test_here_calls_those_who_are_here(house: House, world: World) -> None:
    nora = person(world.store, "Nora")
    world.store.write(lambda tx: join_room(tx, nora, code=world.code))
    kit, mira = await house.caller(world.kit), await house.caller(world.mira)
    told = await say(kit, world, "@here tea?")
    assert (await mira.hear("new_entry", seq=told["seq"]))["kind"] == "mention"
    assert (await mira.hear("new_message", seq=told["seq"]))["mentions_all"] == "here"
    edited = await kit.ask("edit_message", {"room": world.room, "seq": told["seq"], "message": "@Nora"})
    assert edited["ok"]
    came = await house.caller(nora)
    assert (came.find("ready") or {})["inbox"]["unread"] == 1


async def test_calling_many_needs_a_word_more(house: House, world: World) -> None:
    for n in range(20):
        made = person(world.store, f"Person {n}")
        world.store.write(lambda tx, made=made: join_room(tx, made, code=world.code))  # type: ignore[misc]
    kit, mira = await house.caller(world.kit), await house.caller(world.mira)
    assert (await say(kit, world, "@room"))["error"]["code"] == "confirm_needed"  # type: ignore[index]
    assert mira.find("new_entry") is None
    assert (await say(kit, world, "@room", confirm=True))["ok"] is True
    await mira.hear("new_entry", kind="mention")


async def test_a_word_one_waits_for_comes_after_the_fact(house: House, world: World) -> None:
    words = checked_keywords(["kettle"])
    world.store.write(lambda tx: set_keywords(tx, world.mira, words))
    kit, mira = await house.caller(world.kit), await house.caller(world.mira)
    await say(kit, world, "The Kettle is on.")
    entry = await mira.hear("new_entry", kind="keyword")
    assert (entry["word"], entry["username"]) == ("kettle", "Kit")


async def test_looking_goes_on_after_it_had_to_be_put_off_or_failed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = checked_keywords(["kettle"])
    world.store.write(lambda tx: set_keywords(tx, world.mira, words))
    tries: list[int] = []
    real = alerting.look_on

    def fail_first(tx):  # type: ignore[no-untyped-def]
        tries.append(1)
        if len(tries) == 1:
            raise ZeroDivisionError
        if len(tries) == 2:
            raise alerting.Unavailable
        return real(tx)

    monkeypatch.setattr(alerting, "look_on", fail_first)
    async with opened(world.store) as house:
        kit, mira = await house.caller(world.kit), await house.caller(world.mira)
        await say(kit, world, "kettle")
        await mira.hear("new_entry", kind="keyword")


async def test_a_room_left_unread_is_so_on_every_device(house: House, world: World) -> None:
    kit, mira, phone = [await house.caller(who) for who in (world.kit, world.mira, world.mira)]
    seqs = [(await say(kit, world, text))["seq"] for text in ("one", "two", "three")]
    assert (await mira.ask("mark_read", {"room": world.room, "seq": seqs[2]}))["unread"] == 0
    [back] = (await mira.ask("mark_unread", {"rooms": {world.room: seqs[1]}}))["rooms"]
    assert (back["read_seq"], back["unread"]) == (seqs[1] - 1, 2)
    for device in (mira, phone):
        await device.hear("left_unread", room=world.room, read_seq=seqs[1] - 1, unread=2)
    left = (await phone.ask("mark_all_read", {}))["rooms"]
    assert left == {str(world.room): seqs[1]}
    assert (await mira.ask("mark_unread", {"rooms": left}))["rooms"] == [back]
    otto = await house.caller(world.otto)
    assert (await otto.ask("mark_unread", {"rooms": {world.room: 1}}))["error"]["code"] == "not_found"
    assert kit.find("left_unread") is None


MANY = {str(n): 1 for n in range(1, 502)}


@pytest.mark.parametrize("rooms", [None, {}, {"x": 1}, {"1": 0}, {"0": 1}, {"1": "2"}, [1], MANY])
async def test_nonsense_is_refused(house: House, world: World, rooms: object) -> None:
    mira = await house.caller(world.mira)
    assert (await mira.ask("mark_unread", {"rooms": rooms}))["error"]["code"] == "invalid"
    for ids in ([], [0], ["1"], list(range(1, 102)), 1):
        assert (await mira.ask("read_inbox", {"ids": ids}))["error"]["code"] == "invalid"
    assert (await mira.ask("inbox", {"before": 0}))["error"]["code"] == "invalid"


async def test_who_has_read_is_told_together_and_not_to_who_hides_it(house: House, world: World) -> None:
    nora = person(world.store, "Nora")
    world.store.write(lambda tx: join_room(tx, nora, code=world.code))
    world.store.write(lambda tx: hide_reading(tx, nora, hidden=True))
    kit, mira, hers, otto = [await house.caller(who) for who in (world.kit, world.mira, nora, world.otto)]
    seq = (await say(kit, world, "tea"))["seq"]
    for caller in (mira, hers, kit):
        await caller.ask("mark_read", {"room": world.room, "seq": seq})
    told = await kit.hear("read_moved", room=world.room)
    assert told["read"] == {str(world.mira.id): seq, str(world.kit.id): seq}
    await say(kit, world, "more")
    await hers.hear("new_message", message="more")
    assert hers.find("read_moved") is None
    assert otto.find("read_moved") is None


async def test_what_is_still_to_be_told_at_the_end_is_forgotten() -> None:
    told: list[object] = []
    readers_ = readers.Readers(lambda *what: told.append(what))
    readers_.move(readers.ReadingMoved(1, 2, 3, frozenset()))
    readers_.close()
    assert told == []
