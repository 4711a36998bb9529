"""A site on a real store whose clock stands still, and visitors to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from accounts.hand import Hand
from flask import Flask
from web.visitor import Visitor

import parlour
from parlour.settings import load
from parlour.store import Store
from parlour.throttle import Throttle
from parlour.web import Site, create_app
from parlour.web.assets import Assets

Make = Callable[..., Site]


@pytest.fixture(scope="session")
def assets() -> Assets:
    return Assets(Path(parlour.__file__).parent / "web" / "static")


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def store(folder: Path, hand: Hand, database: str) -> Iterator[Store]:
    opened = Store(folder, hand, database=database)
    yield opened
    opened.close()


@pytest.fixture
def make_site(store: Store, folder: Path, assets: Assets) -> Make:
    """Make a site with settings of its own; limits are off unless they are asked for."""

    def make(**flags: str) -> Site:
        settings = load({"limits": "off", **flags, "data": str(folder)}, {})
        throttle = Throttle(on=settings.limits)
        return Site(settings, store, throttle, assets, "s" * 43, "0.0.1", "epoch", online=lambda _: [1])

    return make


@pytest.fixture
def site(make_site: Make) -> Site:
    return make_site()


@pytest.fixture
def app(site: Site) -> Flask:
    return create_app(site)


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app)


@pytest.fixture
def somebody(app: Flask) -> Callable[[], Visitor]:
    """Make more visitors."""
    return lambda: Visitor(app)
