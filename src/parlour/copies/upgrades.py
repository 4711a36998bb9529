"""Upgrades: what one would do, the snapshot from before it, and the way back."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from parlour import clock
from parlour.copies.archives import Archive, Manifest
from parlour.copies.backups import make_backup
from parlour.copies.places import Place, compact, hand_over, snapshot_of, version_in
from parlour.copies.progress import Progress, Refused, silent
from parlour.copies.restores import restore
from parlour.copies.tables import count_in, tables_in
from parlour.store.schema_version import HEAD

KEPT = "backups"
NAME = re.compile(r"before-(?P<to>\w+)-from-(?P<version>\w+)-\d{8}T\d{6}Z\.tar\.gz")


class Snapshot(NamedTuple):
    """An archive from before an upgrade, by its name."""

    path: Path
    to: str
    version: str


class Loss(NamedTuple):
    """What putting a snapshot back loses: rows of each table that were added since."""

    snapshot: Snapshot
    manifest: Manifest
    added: dict[str, int]


def snapshots_of(place: Place) -> list[Snapshot]:
    """Return the snapshots kept in a data folder, oldest first."""
    folder = place.folder / KEPT
    found = [(path, NAME.fullmatch(path.name)) for path in (folder.iterdir() if folder.is_dir() else [])]
    kept = [Snapshot(path, name["to"], name["version"]) for path, name in found if name is not None]
    return sorted(kept, key=lambda snapshot: snapshot.path.name.rpartition("-")[2])


def keep_snapshot(place: Place, progress: Progress = silent) -> Path:
    """Make an archive of a chat that is about to be upgraded."""
    folder = place.folder / KEPT
    folder.mkdir(mode=0o700, exist_ok=True)
    hand_over(folder, place.folder)
    name = f"before-{HEAD}-from-{version_in(place)}-{compact(clock.now())}.tar.gz"
    path, _ = make_backup(place, folder / name, progress)
    return path


def loss_of_going_back(place: Place, progress: Progress = silent) -> Loss:
    """Return which snapshot is newest before the upgrade to the present version, and what was added since."""
    version = version_in(place)
    candidates = [snapshot for snapshot in snapshots_of(place) if snapshot.to == version]
    if not candidates:
        raise Refused(f"there is no snapshot in {place.folder / KEPT} from before the upgrade to schema {version}")
    with Archive(candidates[-1].path, progress) as archive, snapshot_of(place) as connection:
        now = {table.name: count_in(connection, table) for table in tables_in(connection)}
        added = {one.name: max(0, now.get(one.name, 0) - one.rows) for one in archive.manifest.tables}
        return Loss(candidates[-1], archive.manifest, added)


def go_back(place: Place, loss: Loss, progress: Progress = silent) -> Manifest:
    """Put a snapshot back as it was, for the Parlour that made it; what is there now is set aside."""
    schema = loss.manifest.schema
    return restore(loss.snapshot.path, place, replace=True, upto=schema, progress=progress)
