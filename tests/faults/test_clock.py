"""The clock on the wall is wrong (F30): it jumps an hour, or steps by a second. Order does not hang on it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from faults.checker import faults
from faults.test_removal import stored
from world import person

from parlour.accounts.sessions import Visit, open_session, session_for, touch
from parlour.clock import DAY, HOUR, MINUTE, SECOND, now
from parlour.messages.actions import Post, post_messages
from parlour.messages.reads import messages_before
from parlour.rooms.actions import create_room
from parlour.security import new_key
from parlour.sio.heartbeat import Heartbeat
from parlour.store import Store
from parlour.wire import Person

VISIT = Visit("192.0.2.1", "test")


class Hands:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = now()

    def __call__(self) -> int:
        return self.at


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def store(folder: Path, hands: Hands) -> Iterator[Store]:
    opened = Store(folder, hands)
    yield opened
    opened.close()


@pytest.fixture
def kit(store: Store) -> Person:
    return person(store, "Kit")


@pytest.mark.parametrize("jumps", [[HOUR, -HOUR], [SECOND, -SECOND], [-DAY, -DAY, DAY]])
def test_the_order_is_that_of_the_numbers_whatever_the_clock_does(
    store: Store, hands: Hands, kit: Person, jumps: list[int]
) -> None:
    room = store.write(lambda tx: create_room(tx, kit, "Lobby")).id
    for number in range(60):
        hands.at += random.choice(jumps)
        store.write_many(post_messages, Post(kit, room, new_key(), str(number)))
    page = store.read(lambda tx: messages_before(tx, kit, room, limit=200))
    assert [message.message for message in page[1:]] == [str(number) for number in range(60)]
    assert faults(store.read(stored), {}) == []


def test_a_retry_is_known_again_after_any_jump(store: Store, hands: Hands, kit: Person) -> None:
    room, key = store.write(lambda tx: create_room(tx, kit, "Lobby")).id, new_key()
    first = store.write_many(post_messages, Post(kit, room, key, "once"))
    for jump in (-2 * DAY, 400 * DAY):
        hands.at += jump
        again = store.write_many(post_messages, Post(kit, room, key, "once"))
        assert (again.id, again.dup) == (first.id, True)


def test_a_jump_forward_may_end_a_session_early_and_one_back_does_not_lengthen_its_days(
    store: Store, hands: Hands, kit: Person
) -> None:
    token = store.write(lambda tx: open_session(tx, kit, VISIT))
    began = hands.at
    hands.at -= HOUR
    signed = store.read(lambda tx: session_for(tx, token))
    assert signed is not None
    store.write(lambda tx: touch(tx, {signed.session}))
    hands.at = began + 30 * DAY + MINUTE
    assert store.read(lambda tx: session_for(tx, token)) is None


def test_nobody_is_disconnected_by_a_clock_that_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Heartbeats go by the loop's own time, which is handed in; the wall is never looked at."""
    monkeypatch.setattr("time.time", lambda: 1 / 0)
    monkeypatch.setattr("time.time_ns", lambda: 1 / 0)
    heart = Heartbeat(25_000, 20_000, now=0)
    assert heart.ping(25_000)
    heart.pong(26_000)
    assert not heart.expired(50_000)


def test_a_server_that_slept_does_not_charge_it_to_its_clients() -> None:
    """F29: frozen for a minute, it pings first, and waits the whole time for the answer."""
    heart = Heartbeat(25_000, 20_000, now=0)
    assert heart.ping(85_000)
    assert not heart.expired(85_000 + 19_999)
    assert heart.expired(85_000 + 20_000)
