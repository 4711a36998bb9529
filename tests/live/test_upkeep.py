"""Sessions in use live on; those whose time is over end, and their connections with them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from accounts.hand import Hand
from live.house import opened
from world import person

from parlour.accounts.sessions import GUEST_IDLE, session_for
from parlour.clock import HOUR
from parlour.live import upkeep
from parlour.store import Store


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "EVERY", 0.02)


@pytest.fixture
def hand() -> Hand:
    return Hand()


async def test_a_session_in_use_lives_on_and_one_that_is_not_ends(folder: Path, database: str, hand: Hand) -> None:
    store = Store(folder, hand, database=database)
    kit = person(store, "Kit", "guest")
    async with opened(store) as house:
        idle = house.token(kit)
        caller = await house.caller(kit)
        hand.forward(GUEST_IDLE - HOUR)
        await asyncio.sleep(0.2)  # the one with a connection is touched
        hand.forward(2 * HOUR)
        await caller.until(lambda: store.read(lambda tx: session_for(tx, idle)) is None)
        assert not caller.session.closed
        assert len(house.hub.sessions()) == 1


async def test_a_connection_ends_with_its_session(folder: Path, database: str, hand: Hand) -> None:
    store = Store(folder, hand, database=database)
    kit = person(store, "Kit", "guest")
    async with opened(store) as house:
        caller = await house.caller(kit)
        hand.forward(GUEST_IDLE + HOUR)
        notice = await caller.hear("notice")
        assert notice["code"] == "signed_out"
        await caller.until(lambda: caller.session.closed)
        assert house.hub.sessions() == set()


async def test_upkeep_goes_on_after_it_had_to_be_put_off(
    folder: Path, database: str, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(folder, hand, database=database)
    kit = person(store, "Kit", "guest")
    async with opened(store) as house:
        caller = await house.caller(kit)
        with monkeypatch.context() as full:
            full.setattr("parlour.store.writer.QUEUE_LIMIT", 0)
            await asyncio.sleep(0.1)  # what was queued before is done
            hand.forward(GUEST_IDLE + HOUR)
            await asyncio.sleep(0.1)
            assert not caller.session.closed
        upkeep_again = await caller.hear("notice")
        assert upkeep_again["code"] == "signed_out"


async def test_a_minute_that_fails_does_not_end_the_upkeep(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    minutes: list[set[int]] = []

    def fail_first(_: object, in_use: set[int]) -> None:
        minutes.append(in_use)
        if len(minutes) == 1:
            raise ZeroDivisionError

    monkeypatch.setattr(upkeep, "_renew", fail_first)
    async with opened(store):
        async with asyncio.timeout(5):
            while len(minutes) < 3:
                await asyncio.sleep(0.01)
