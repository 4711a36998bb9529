"""A running server removes what is over by itself, tells those who are here, and nobody has to wait for it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from accounts.hand import Hand
from live.house import opened
from sqlalchemy import select
from world import person

from parlour.clock import DAY
from parlour.live import clearing, portions
from parlour.messages.actions import Post, post_messages
from parlour.rooms.actions import create_room
from parlour.rooms.keeping import set_retention
from parlour.rooms.membership import join_room
from parlour.rooms.models import Message
from parlour.security import new_key
from parlour.store import Store, Tx


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("FIRST", 0.02), ("EVERY", 0.05), ("PAUSE", 0.0), ("REST", 0)):
        monkeypatch.setattr(clearing, name, value)


@pytest.fixture
def hand() -> Hand:
    return Hand()


def kinds(store: Store, rooms: list[int]) -> list[str]:
    """What stands in the rooms."""
    found = select(Message.kind).where(Message.room_id.in_(rooms)).order_by(Message.room_id, Message.seq)
    return list(store.read(lambda tx: tx.execute(found).scalars()))


async def test_what_is_over_goes_and_both_the_present_and_the_returning_learn_it(
    folder: Path, database: str, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portions, "MOST", 30)
    store = Store(folder, hand, database=database)
    kit, mira, otto = (person(store, name) for name in ("Kit", "Mira", "Otto"))
    room = store.write(lambda tx: create_room(tx, kit, "Kitchen")).id
    store.write(lambda tx: join_room(tx, mira, room=room))
    store.write(lambda tx: post_messages(tx, [Post(kit, room, f"key-{n:08}", "old") for n in range(100)]))
    store.write(lambda tx: set_retention(tx, kit, room, 7))
    hand.forward(8 * DAY)
    async with opened(store) as house:
        present, outsider = await house.caller(mira), await house.caller(otto)
        said = await present.ask("send_message", {"room": room, "key": new_key(), "message": "new"})
        last = await present.hear("message_changed", kind="cleared", reply_to=104)
        assert said["ok"]
        assert last["seq"] > 103
        floors = [one["reply_to"] for name, one in present.heard if one.get("kind") == "cleared"]
        assert floors == sorted(floors)
        assert len(floors) <= 100 / portions.LEAST + 2
        held = {"epoch": house.parlour.epoch, "rooms": {str(room): 103}}
        returning = await house.caller(mira, **held)
        await returning.hear("message_changed", kind="cleared", reply_to=104)
        assert not outsider.find("new_message")
        assert not outsider.find("message_changed")
        await present.hear("me_changed")


async def test_the_setting_counts_for_every_room(folder: Path, database: str, hand: Hand) -> None:
    store = Store(folder, hand, database=database)
    kit = person(store, "Kit")
    rooms = [store.write(lambda tx, name=name: create_room(tx, kit, name)).id for name in ("Kitchen", "Attic")]  # type: ignore[misc]
    hand.forward(8 * DAY)
    async with opened(store, keep_days="7") as house:
        caller = await house.caller(kit)
        assert caller.find("ready")["limits"]["keep_days"] == 7  # type: ignore[index]
        await caller.until(lambda: kinds(store, rooms) == ["cleared", "cleared"])


async def test_it_goes_on_after_it_had_to_be_put_off_or_failed(
    folder: Path, database: str, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(folder, hand, database=database)
    kit = person(store, "Kit")
    room = store.write(lambda tx: create_room(tx, kit, "Kitchen"))
    hand.forward(8 * DAY)
    looks: list[int] = []
    real = clearing.overdue_rooms

    def fail_first(tx: Tx, days: int) -> list[int]:
        looks.append(days)
        if len(looks) == 1:
            raise ZeroDivisionError
        if len(looks) == 2:
            raise clearing.Unavailable
        return real(tx, days)

    monkeypatch.setattr(clearing, "overdue_rooms", fail_first)
    async with opened(store, keep_days="7") as house:
        caller = await house.caller(kit)
        await caller.until(lambda: kinds(store, [room.id]) == ["cleared"])
    assert len(looks) >= 3


async def test_portions_grow_while_they_are_quick_and_shrink_when_they_are_not(
    folder: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    took = iter([0.001, 0.001, 0.5, 0.01, 0.001])

    def timed(_tx: Tx, _step: portions.Step, most: int) -> tuple[int, float]:
        asked.append(most)
        return (most if len(asked) < 5 else 0), next(took)

    monkeypatch.setattr(portions, "_timed", timed)
    store = Store(folder, database=database)
    async with opened(store) as house:
        desk = type("Desk", (), {"settings": house.parlour.settings, "store": house.parlour.loop_store})()
        assert await clearing._clear(desk, 1) == sum(asked[:4])
        await asyncio.sleep(0)
    assert asked == [20, 40, 80, 40, 40]
