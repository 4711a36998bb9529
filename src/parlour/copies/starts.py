"""Opening a chat for a server: not where it has moved away, and not without a snapshot before an upgrade."""

from __future__ import annotations

from pathlib import Path

from parlour.copies.addresses import place_at
from parlour.copies.marks import check_marks, take_new_life
from parlour.copies.places import Place, alone, snapshot_of, version_in
from parlour.copies.progress import Progress, silent
from parlour.copies.upgrades import keep_snapshot
from parlour.store import Store
from parlour.store.schema_version import HEAD


def open_store(folder: Path, database: str, *, anyway: bool = False, reserve: int = 0) -> Store:
    """Open the store, upgraded after a snapshot if need be; `reserve` as in `Store`. Raise `Refused` or `CannotOpen`.

    With `anyway`, what has moved away is opened as another chat: its clients fetch everything anew.
    """
    place = place_at(folder, database)
    version = version_in(place)
    if version is not None:
        with snapshot_of(place) as connection:
            check_marks(connection, anyway=anyway)
        if version < HEAD:
            keep_snapshot(place)
    store = Store(folder, database=database, reserve=reserve)
    if anyway:
        store.write(lambda tx: take_new_life(tx.connection))
    return store


def upgrade(place: Place, progress: Progress = silent) -> Path:
    """Upgrade a chat as a server does when it starts; return the snapshot. Raise `Refused` or `CannotOpen`."""
    with alone(place):
        path = keep_snapshot(place, progress)
    Store(place.folder, database=place.database).close()
    return path
