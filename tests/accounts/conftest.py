"""A store whose clock stands still, and what it announces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from accounts.hand import Hand

from parlour.events import Event
from parlour.store import Store
from parlour.store.jobs import Job


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def store(folder: Path, hand: Hand, database: str) -> Iterator[Store]:
    opened = Store(folder, hand, database=database)
    yield opened
    opened.close()


@pytest.fixture
def events(store: Store) -> list[Event]:
    """Everything announced from here on, in the order of the commits."""
    heard: list[Event] = []
    settle = store.writer.publish

    def publish(jobs: list[Job], announced: Sequence[Event]) -> None:
        heard.extend(announced)
        settle(jobs, [])

    store.writer.publish = publish
    return heard
