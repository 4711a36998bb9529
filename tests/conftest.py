"""The named world of the tests: a store, two members of a room and an outsider, a running server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from cluster import Cluster
from running import Running
from world import World, person

from parlour.rooms.actions import create_room
from parlour.rooms.membership import join_room
from parlour.store import Store

KINDS = ("sqlite", "postgresql")
ONCE = {
    "journeys",
    "protocol",
    "web",
    "cli",
    "tests",
}  # servers here run on one kind, unless a test asks for a store itself


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=[*KINDS, "both"], default="both", help="which databases the tests run on")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run whatever opens a store on each database, and servers as well where it matters."""
    chosen, path = metafunc.config.getoption("database"), metafunc.definition.path
    kinds = KINDS if chosen == "both" else (chosen,)
    once = path.parent.name in ONCE and "store" not in metafunc.fixturenames
    if "database" in metafunc.fixturenames:
        metafunc.parametrize("database", kinds[:1] if once else kinds, indirect=True)
    if "shared_database" in metafunc.fixturenames:
        metafunc.parametrize("shared_database", kinds[:1] if once else kinds, indirect=True, scope="session")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server; tests that stop or freeze one make their own."""
    made = Cluster()
    yield made
    made.remove()


@pytest.fixture(scope="module")
def own_cluster() -> Iterator[Cluster]:
    """A PostgreSQL server that the tests of a module may stop, crash or freeze."""
    made = Cluster()
    yield made
    made.remove()


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """What the setting `database` is: nothing, for SQLite in the data folder, or the DSN of an empty database."""
    yield from borrowed(request)


def borrowed(request: pytest.FixtureRequest) -> Iterator[str]:
    if request.param == "sqlite":
        yield ""
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    name = cluster.borrow()
    yield cluster.dsn(name)
    cluster.give_back(name)


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
def store(folder: Path, database: str) -> Iterator[Store]:
    opened = Store(folder, database=database)
    yield opened
    opened.close()


@pytest.fixture
def world(store: Store) -> World:
    kit, mira, otto = (person(store, name) for name in ("Kit", "Mira", "Otto"))
    room = store.write(lambda tx: create_room(tx, kit, "Kitchen", is_open=False))
    assert room.code is not None
    store.write(lambda tx: join_room(tx, mira, code=room.code))
    return World(store, kit, mira, otto, room.id, room.code)


@pytest.fixture(scope="session")
def shared_database(request: pytest.FixtureRequest) -> Iterator[str]:
    """As `database`, for the server that many tests share."""
    yield from borrowed(request)


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory, shared_database: str) -> Iterator[Running]:
    """A server for all tests that do it no harm, with limits off."""
    folder = tmp_path_factory.mktemp("shared") / "served"
    running = Running(folder, "--limits", "off", "--database", shared_database)
    yield running
    running.stop()
    assert "Traceback" not in running.errors()


@pytest.fixture
def server(tmp_path: Path, database: str) -> Iterator[Running]:
    """A server of its own for this test, with limits off."""
    running = Running(tmp_path / "served", "--limits", "off", "--database", database)
    yield running
    if running.process.poll() is None:
        running.stop()
