"""A running server: what was acknowledged is found, and the index follows by itself."""

from __future__ import annotations

import asyncio

import pytest
from live.house import House, opened
from world import World

from parlour.live import indexing, portions
from parlour.search.filling import is_due
from parlour.security import new_key
from parlour.store import Tx


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "SETTLE", 0.01)
    monkeypatch.setattr(indexing, "AWAY", 0.02)
    monkeypatch.setattr(indexing, "FAILED", 0.02)


async def level(house: House) -> None:
    async with asyncio.timeout(5):
        while house.store.read(is_due):
            await asyncio.sleep(0.01)


async def test_a_message_is_found_from_its_acknowledgement_on_and_by_members_only(world: World) -> None:
    async with opened(world.store) as house:
        kit, mira, otto = [await house.caller(person) for person in (world.kit, world.mira, world.otto)]
        said = await kit.ask("send_message", {"room": world.room, "key": new_key(), "message": "The kettle is on."})
        for _ in range(2):
            answer = await mira.ask("search", {"q": "KETTLE"})
            assert (answer["ok"], answer["complete"], answer["before"]) == (True, True, None)
            assert [hit["id"] for hit in answer["hits"]] == [said["id"]]
            assert answer["hits"][0]["excerpt"] == [["The ", False], ["kettle", True], [" is on.", False]]
            assert (await otto.ask("search", {"q": "kettle"}))["hits"] == []
            await level(house)


async def test_what_cannot_be_searched_is_said_and_harms_nobody(world: World) -> None:
    async with opened(world.store) as house:
        kit = await house.caller(world.kit)
        for payload in ({}, {"q": ""}, {"q": 1}, {"q": "x", "sort": "best"}, {"q": "x", "before": "y" * 50}):
            assert (await kit.ask("search", payload))["error"]["code"] == "invalid"
        assert (await kit.ask("search", {"q": "x", "before": "999:1"}))["error"]["code"] == "not_found"
        assert (await kit.ask("search", {"q": "x"}))["ok"] is True


async def test_the_index_follows_many_messages_in_portions_that_grow(world: World) -> None:
    async with opened(world.store) as house:
        kit = await house.caller(world.kit)
        for number in range(120):
            await kit.ask("send_message", {"room": world.room, "key": new_key(), "message": f"line {number}"})
        await level(house)
        assert portions.LEAST <= house.parlour._indexing._portions.most <= portions.MOST


async def test_following_goes_on_after_it_had_to_be_put_off_or_failed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[int] = []
    real = indexing.index_next

    def fail_first(tx: Tx, most: int) -> int:
        tries.append(most)
        if len(tries) == 1:
            raise ZeroDivisionError
        if len(tries) == 2:
            raise indexing.Unavailable
        return real(tx, most)

    monkeypatch.setattr(indexing, "index_next", fail_first)
    async with opened(world.store) as house:
        kit = await house.caller(world.kit)
        await kit.ask("send_message", {"room": world.room, "key": new_key(), "message": "x"})
        await level(house)
        assert len(tries) > 2


async def test_a_portion_that_takes_long_is_followed_by_a_smaller_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    took = iter([0.0, 0.0, 1.0])

    def timed(tx: Tx, _: portions.Step, most: int) -> tuple[int, float]:
        sizes.append(most)
        time = next(took, None)
        return (0, 0.0) if time is None else (most, time)

    async def at_once(_: float, real=asyncio.sleep) -> None:  # type: ignore[no-untyped-def]
        await real(0)

    monkeypatch.setattr(portions, "_timed", timed)
    following = indexing.Indexing(Direct())  # type: ignore[arg-type]
    monkeypatch.setattr(indexing.asyncio, "sleep", at_once)
    await following._follow()
    assert sizes == [20, 40, 80, 40]


class Direct:
    """A store that has nothing to wait for."""

    async def write(self, act):  # type: ignore[no-untyped-def]
        return act(None)
