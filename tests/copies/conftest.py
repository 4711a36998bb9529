"""A small chat at rest, and an archive of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from copies.chat import say
from world import World

from parlour.copies.backups import make_backup
from parlour.security import secret_from


@pytest.fixture
def chat(world: World) -> Path:
    """The data folder of a kitchen where something was said; its store is closed."""
    say(world.store, world.kit, world.room, *(f"line {number} \u2603" for number in range(30)))
    secret_from(world.store.folder, "secret")
    world.store.close()
    return world.store.folder


@pytest.fixture
def archive(chat: Path, tmp_path: Path) -> Path:
    return make_backup(chat, tmp_path / "backup.tar.gz")[0]
