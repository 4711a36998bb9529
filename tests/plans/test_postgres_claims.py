"""Another process at the same plans: who has taken one is not waited for, and nobody takes it twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from accounts.hand import Hand
from cluster import Cluster
from world import World, person

from parlour.clock import HOUR, rfc3339
from parlour.messages.actions import checked_post
from parlour.messages.reads import changes_after
from parlour.plans.due import ring_due
from parlour.plans.reads import due_of_each, scheduled_of
from parlour.plans.reminding import set_reminder
from parlour.plans.scheduling import schedule_message, send_due
from parlour.rooms.actions import create_room
from parlour.store import Store
from parlour.wire import Remind


@pytest.fixture
def dsn(cluster: Cluster) -> Iterator[str]:
    name = cluster.borrow()
    yield cluster.dsn(name)
    cluster.give_back(name)


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def world(tmp_path: Path, dsn: str, hand: Hand) -> Iterator[World]:
    store = Store(tmp_path, hand, database=dsn)
    kit, mira, otto = (person(store, who) for who in ("Kit", "Mira", "Otto"))
    room = store.write(lambda tx: create_room(tx, kit, "Kitchen"))
    yield World(store, kit, mira, otto, room.id, str(room.code))
    store.close()


def said(world: World) -> list[str]:
    changes = world.store.read(lambda tx: changes_after(tx, world.room, 0))
    return [message.message for message in changes if message.kind == "message"]


def test_a_message_that_another_process_is_sending_is_left_to_it(world: World, dsn: str, hand: Hand) -> None:
    post = checked_post(world.kit, world.room, "key-00000001", "Good morning")
    plan = world.store.write(lambda tx: schedule_message(tx, post, hand.at + HOUR))
    hand.forward(HOUR)
    with psycopg.connect(dsn) as other:
        other.execute("SELECT id FROM scheduled WHERE id = %s FOR UPDATE", [plan.id])
        assert world.store.write(lambda tx: send_due(tx, world.kit, plan.id)) is True
        assert said(world) == []
        other.rollback()  # it did not come to its COMMIT
    world.store.write(lambda tx: send_due(tx, world.kit, plan.id))
    assert (said(world), world.store.read(lambda tx: scheduled_of(tx, world.kit))) == (["Good morning"], [])


def test_a_reminder_that_another_process_lets_ring_is_left_to_it(world: World, dsn: str, hand: Hand) -> None:
    world.store.write(lambda tx: set_reminder(tx, world.kit, Remind(rfc3339(hand.at + HOUR), "Tea")))
    hand.forward(HOUR)
    with psycopg.connect(dsn) as other:
        other.execute("SELECT id FROM reminder FOR UPDATE")
        world.store.write(ring_due)
        assert world.store.read(lambda tx: due_of_each(tx, [world.kit.id]))[world.kit.id].reminders == []
        other.rollback()
    world.store.write(ring_due)
    assert len(world.store.read(lambda tx: due_of_each(tx, [world.kit.id]))[world.kit.id].reminders) == 1
