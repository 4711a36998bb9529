"""The named world of the tests: a store, two members of a room and an outsider, a running server."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import insert

from parlour.accounts.models import Account
from parlour.rooms.actions import create_room, join_room
from parlour.store import Store
from parlour.wire import Person

sys.path.insert(0, str(Path(__file__).parent))

from running import Running


class World(NamedTuple):
    """Kit made the room, Mira joined it, Otto is outside."""

    store: Store
    kit: Person
    mira: Person
    otto: Person
    room: int
    code: str


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose database is made and closed: copied, it saves each test the migration."""
    folder = tmp_path_factory.mktemp("empty")
    Store(folder).close()
    return folder


@pytest.fixture
def folder(empty_database: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(empty_database, tmp_path / "data"))


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    opened = Store(folder)
    yield opened
    opened.close()


def person(store: Store, name: str, role: str = "member") -> Person:
    """Put an account into the store, without the costs of a password."""
    values = {"username": name, "name_key": name.lower(), "role": role, "created_at": 0}
    made = store.write(lambda tx: tx.execute(insert(Account).values(values).returning(Account.id)).scalar_one())
    return Person(made, name, role)  # type: ignore[arg-type]


@pytest.fixture
def world(store: Store) -> World:
    kit, mira, otto = (person(store, name) for name in ("Kit", "Mira", "Otto"))
    room = store.write(lambda tx: create_room(tx, kit, "Kitchen", is_open=False))
    assert room.code is not None
    store.write(lambda tx: join_room(tx, mira, code=room.code))
    return World(store, kit, mira, otto, room.id, room.code)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    """A server of its own for this test, with limits off."""
    running = Running(tmp_path / "served", "--limits", "off")
    yield running
    if running.process.poll() is None:
        running.stop()
