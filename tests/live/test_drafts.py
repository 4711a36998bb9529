"""Drafts as they are told: to all connections of their person, and to nobody else."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from live.house import House, opened
from world import World


@pytest.fixture
async def house(world: World) -> AsyncIterator[House]:
    async with opened(world.store) as made:
        yield made


async def test_a_draft_is_told_to_ones_other_devices_only(house: House, world: World) -> None:
    kit, desk, phone = [await house.caller(person) for person in (world.kit, world.mira, world.mira)]
    asked = {"room": world.room, "message": "half a thought", "device": "desk", "nth": 1}
    draft = {"room": world.room, "message": "half a thought", "rev": 1, "device": "desk"}
    assert await desk.ask("save_draft", asked) == {"ok": True, "draft": draft}
    for caller in (desk, phone):
        assert await caller.hear("draft_changed") == draft
    later = await house.caller(world.mira)
    assert [(caller.find("ready") or {})["drafts"] for caller in (later, phone, kit)] == [1, 0, 0]
    await kit.ask("typing", {"room": world.room})
    assert kit.find("draft_changed") is None


async def test_what_cannot_be_kept_is_an_answer(house: House, world: World) -> None:
    mira, otto = await house.caller(world.mira), await house.caller(world.otto)
    good = {"room": world.room, "message": "begun", "device": "desk", "nth": 1}
    for more in (
        {"message": "x" * 10_001},
        {"message": None},
        {"room": 0},
        {"nth": -1},
        {"device": "d" * 65},
        {"reply_to": "1"},
    ):
        assert (await mira.ask("save_draft", good | more))["error"]["code"] == "invalid", more
    assert (await otto.ask("save_draft", good))["error"]["code"] == "not_found"
    assert (await mira.ask("save_draft", good))["ok"] is True
