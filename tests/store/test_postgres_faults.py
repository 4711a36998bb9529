"""PostgreSQL that crashes or freezes, and answers that are lost: nothing acknowledged is lost, nothing is doubled."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cluster import Cluster
from cutting import Line
from world import World, person

from parlour.errors import Unavailable
from parlour.messages.actions import Post, post_messages
from parlour.messages.reads import changes_after
from parlour.rooms.actions import create_room
from parlour.rooms.membership import join_room
from parlour.store import Store
from parlour.wire import Person, Sent


@pytest.fixture
def line(own_cluster: Cluster) -> Iterator[Line]:
    made = Line(own_cluster.port)
    yield made
    made.close()


@pytest.fixture
def world(tmp_path: Path, own_cluster: Cluster, line: Line) -> Iterator[World]:
    """The usual people, behind the line."""
    name = own_cluster.borrow()
    store = Store(tmp_path, database=own_cluster.dsn(name, line.port))
    kit, mira, otto = (person(store, who) for who in ("Kit", "Mira", "Otto"))
    room = store.write(lambda tx: create_room(tx, kit, "Kitchen"))
    assert room.code is not None
    store.write(lambda tx: join_room(tx, mira, code=room.code))
    yield World(store, kit, mira, otto, room.id, room.code)
    store.close()
    own_cluster.give_back(name)


class Senders:
    """People who post one message after the other, each again with its key until it is answered."""

    def __init__(self, world: World, count: int = 6) -> None:
        self._world = world
        self._over = threading.Event()
        self.answers: dict[str, Sent] = {}
        self._people = [(world.kit, world.mira)[nth % 2] for nth in range(count)]
        self._threads = [threading.Thread(target=self._talk, args=pair) for pair in enumerate(self._people)]

    def __enter__(self) -> Senders:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def wait_for(self, more: int) -> None:
        """Wait until so many more were answered."""
        wanted = len(self.answers) + more
        deadline = time.monotonic() + 20
        while len(self.answers) < wanted:
            assert time.monotonic() < deadline
            self._over.wait(0.005)

    def _talk(self, number: int, who: Person) -> None:
        nth = 0
        while not self._over.is_set():
            key = f"sender-{number}-{nth:06}"
            self.answers[key] = persistent(lambda key=key: say(self._world, who, key))  # type: ignore[misc]
            nth += 1


def say(world: World, who: Person, key: str) -> Sent:
    return world.store.write_many(post_messages, Post(who, world.room, key, f"I say {key}"))  # type: ignore[no-any-return]


def persistent(act: Callable[[], Sent]) -> Sent:
    """Do as a client does: again, until it is answered."""
    deadline = time.monotonic() + 20
    while True:
        try:
            return act()
        except Unavailable:
            assert time.monotonic() < deadline, "it was away for too long"
            threading.Event().wait(0.02)


def check(world: World, answers: dict[str, Sent]) -> None:
    """Each answer is a row at its place; no key and no place is there twice, none is left out."""
    rows, position = [], 0
    while page := world.store.read(lambda tx, after=position: changes_after(tx, world.room, after)):  # type: ignore[misc]
        rows += page
        position = page[-1].rev
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    said = {row.key: row.seq for row in rows if row.kind == "message"}
    assert len(said) == sum(row.kind == "message" for row in rows)
    assert {key: sent.seq for key, sent in answers.items()} == said


def test_crashes_under_load_lose_and_double_nothing(world: World, own_cluster: Cluster) -> None:
    with Senders(world) as senders:
        for _ in range(3):
            senders.wait_for(20)
            own_cluster.crash()
            own_cluster.start()
            begun = time.monotonic()
            senders.wait_for(1)
            assert time.monotonic() - begun < 2
    check(world, senders.answers)


def test_a_commit_whose_answer_is_lost_is_settled_by_its_key(world: World, line: Line) -> None:
    line.cut_after_commit()
    with pytest.raises(Unavailable):
        say(world, world.kit, "key-00000001")
    sent = persistent(lambda: say(world, world.kit, "key-00000001"))
    assert (line.cuts, sent.dup) == (1, True)
    check(world, {"key-00000001": sent})


def test_a_commit_that_never_arrived_is_made_by_the_retry(world: World, line: Line) -> None:
    line.cut_before_commit()
    with pytest.raises(Unavailable):
        say(world, world.kit, "key-00000001")
    sent = persistent(lambda: say(world, world.kit, "key-00000001"))
    assert (line.cuts, sent.dup) == (1, False)
    check(world, {"key-00000001": sent})


def test_lost_answers_under_load_lose_and_double_nothing(world: World, line: Line) -> None:
    with Senders(world) as senders:
        for nth in range(12):
            line.cut_before_commit() if nth % 3 == 0 else line.cut_after_commit()
            senders.wait_for(10)
    assert line.cuts == 12
    assert any(sent.dup for sent in senders.answers.values())
    check(world, senders.answers)


def test_a_frozen_server_is_given_up_and_taken_up_again(world: World, own_cluster: Cluster) -> None:
    say(world, world.kit, "key-00000001")
    with own_cluster.frozen():
        begun = time.monotonic()
        with pytest.raises(Unavailable):
            say(world, world.kit, "key-00000002")
        with pytest.raises(Unavailable):
            world.store.read(lambda tx: changes_after(tx, world.room, 0))
        assert time.monotonic() - begun < 9
    begun = time.monotonic()
    sent = persistent(lambda: say(world, world.kit, "key-00000002"))
    assert time.monotonic() - begun < 3
    assert sent.seq == 4
