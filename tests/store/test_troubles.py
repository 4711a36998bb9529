"""Trouble with the database is told to the log once, when it changes, and from time to time; to callers as a code."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from parlour.errors import Unavailable
from parlour.store import Store
from parlour.store.schema import Fact
from parlour.store.troubles import EVERY, Troubles


def test_what_goes_on_is_told_once_and_then_from_time_to_time() -> None:
    now = 0.0
    troubles = Troubles(lambda: now)
    with capture_logs() as lines:
        for _ in range(1000):
            troubles.tell("commit_failed", OSError("disk full"))
        now += EVERY
        troubles.tell("commit_failed", OSError("disk full"))
        troubles.tell("commit_failed", OSError("gone"))
        troubles.tell("read_failed", OSError("gone"))
    assert [(line["event"], line["error"], line["again"]) for line in lines] == [
        ("commit_failed", "disk full", 0),
        ("commit_failed", "disk full", 999),
        ("commit_failed", "gone", 0),
        ("read_failed", "gone", 0),
    ]


def test_what_was_written_is_not_told() -> None:
    with capture_logs() as lines:
        Troubles().tell("commit_failed", OSError("duplicate key\nDETAIL: Key (key)=(secret)"))
    assert "secret" not in str(lines)


@pytest.mark.parametrize("damage", [Path.mkdir, lambda path: path.write_bytes(b"\xff" * 40_960), lambda _: None])
def test_a_file_that_cannot_be_read_is_answered_with_a_code_and_heals(folder: Path, damage) -> None:  # type: ignore[no-untyped-def]
    store = Store(folder)
    file, kept = folder / "parlour.db", folder / "kept.db"
    store.database.reading.dispose()
    file.rename(kept)
    damage(file)
    for _ in range(3):
        with pytest.raises(Unavailable):
            store.read(lambda tx: tx.execute(select(Fact.value)).all())
    file.rmdir() if file.is_dir() else file.unlink(missing_ok=True)
    kept.rename(file)
    assert store.read(lambda tx: tx.execute(select(Fact.name)).scalars().all()) == ["epoch"]
    store.close()
