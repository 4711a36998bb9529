"""A store whose clock is moved by the test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from accounts.hand import Hand

from parlour.store import Store


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def store(folder: Path, hand: Hand, database: str) -> Iterator[Store]:
    opened = Store(folder, hand, database=database)
    yield opened
    opened.close()
