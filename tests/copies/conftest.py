"""A small chat at rest, an archive of it, and somewhere else to put it."""

from __future__ import annotations

from pathlib import Path

import pytest
from copies.chat import furnished

from parlour.copies.addresses import place_at
from parlour.copies.backups import make_backup
from parlour.copies.places import Place


@pytest.fixture
def chat(request: pytest.FixtureRequest, folder: Path, database: str) -> Place:
    """A kitchen where something was said; no server has it open, and its tables may be changed."""
    return furnished(folder, database and request.getfixturevalue("cluster").create_empty())


@pytest.fixture
def archive(chat: Place, tmp_path: Path) -> Path:
    return make_backup(chat, tmp_path / "backup.tar.gz")[0]


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path, database: str) -> Place:
    """An empty place of the same kind."""
    other = database and request.getfixturevalue("cluster").create_empty()
    return place_at(tmp_path / "elsewhere", other)
