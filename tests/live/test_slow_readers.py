"""Who does not read costs a bounded number of bytes, and is let go; the others do not notice."""

from __future__ import annotations

import asyncio
from typing import Any

from live.house import Caller, opened
from world import World

from parlour.live import hub
from parlour.messages import reads
from parlour.messages.actions import checked_post, post_messages
from parlour.security import new_key
from parlour.sio import Options


async def say(world: World, *texts: str) -> None:
    posts = [checked_post(world.kit, world.room, new_key(), text) for text in texts]
    await asyncio.to_thread(world.store.write, lambda tx: post_messages(tx, posts))


def said(caller: Caller) -> list[Any]:
    return [p["message"].split()[0] for event, p in caller.heard if event == "new_message"]


async def test_who_takes_nothing_is_closed_and_missed(world: World, monkeypatch: Any) -> None:
    monkeypatch.setattr(hub, "GRACE", 0.1)
    async with opened(world.store, options=Options(stall_timeout=400)) as house:
        stuck, kit = await house.caller(world.mira), await house.caller(world.kit)
        for number in range(40):
            await say(world, f"{number} " + "x" * 9_000)
            kit.fetch()
            assert stuck.session.queue is None or stuck.session.queue.size < 2 * house.parlour.engine.options.high_water
        await kit.hear("user_left", user_id=world.mira.id)
        assert stuck.session.close_code == 1013
        assert house.parlour.engine.stalled_closed == 1
        await say(world, "40 all well?")
        await kit.hear("new_message", message="40 all well?")
        assert said(kit) == [str(number) for number in range(41)]


async def test_who_is_too_far_behind_is_closed_and_told_of_the_gap(world: World, monkeypatch: Any) -> None:
    monkeypatch.setattr(reads, "BEHIND_LIMIT", 50)
    async with opened(world.store, options=Options(max_behind=50)) as house:
        behind, kit = await house.caller(world.mira), await house.caller(world.kit)
        for number in range(80):
            await say(world, f"{number} " + "x" * 9_000)
            kit.fetch()
        behind.fetch()
        await behind.until(lambda: behind.session.closed)
        heard = said(behind)
        assert heard == [str(number) for number in range(len(heard))]
        assert len(heard) < 30
        again = await house.caller(world.mira, epoch=house.parlour.epoch, rooms={str(world.room): 2 + len(heard)})
        [gap] = (again.find("ready") or {})["gaps"]
        assert (gap["limited"], gap["head"], gap["messages"][-1]["seq"]) == (True, 82, 82)
        assert said(kit) == [str(number) for number in range(80)]
