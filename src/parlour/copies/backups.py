"""Backing up: one consistent archive of everything, made while the server writes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from sqlalchemy import Connection, MetaData, Table, select

from parlour import __version__, clock
from parlour.copies.archives import FORMAT, ArchiveWriter, Manifest, Newest
from parlour.copies.files import files_of
from parlour.copies.places import Place, compact, snapshot_of, version_of
from parlour.copies.progress import Progress, Refused, Tick, silent
from parlour.copies.tables import Content, content_of, count_in, fact_of, tables_in
from parlour.copies.wholefiles import whole_file

UNFINISHED = ".parlour-backup.part"  # one name a folder: what a killed backup left is written over by the next


def make_backup(place: Place, target: Path, progress: Progress = silent) -> tuple[Path, Manifest]:
    """Write an archive of a chat to a file, or into a folder under a name that tells the time.

    Raise `Refused` when there is nothing to back up or the file is there already.
    """
    started = clock.now()
    path = target / f"parlour-{compact(started)}.tar.gz" if target.is_dir() else target
    if path.exists():
        raise Refused(f"{path} is there already")
    with snapshot_of(place) as before:  # what this sees was acknowledged when the copy began
        newest = _newest(before)
    with snapshot_of(place) as snapshot, whole_file(path, UNFINISHED, "backup") as file:
        archive = ArchiveWriter(file, started // clock.SECOND)
        manifest = Manifest(
            format=FORMAT,
            version=__version__,
            schema=version_of(snapshot) or "",
            epoch=fact_of(snapshot, "epoch") or "",
            started=clock.rfc3339(started),
            newest=newest,
            tables=_add_tables(archive, snapshot, progress),
            files=dict(_add_files(archive, place.folder)),
            finished=clock.rfc3339(clock.now()),
        )
        archive.finish(manifest)
    return path, manifest


def _add_files(archive: ArchiveWriter, folder: Path) -> Iterator[tuple[str, str]]:
    for name, content in files_of(folder):
        archive.add(name, content)
        yield name, hashlib.sha256(content).hexdigest()


def _add_tables(archive: ArchiveWriter, snapshot: Connection, progress: Progress) -> list[Content]:
    tables = tables_in(snapshot)
    with progress("Backing up", sum(count_in(snapshot, table) for table in tables)) as tick:
        return [_add_table(archive, snapshot, table, tick) for table in tables]


def _add_table(archive: ArchiveWriter, snapshot: Connection, table: Table, tick: Tick) -> Content:
    numbers = count(1)

    def add(rows: int, part: bytes) -> None:
        archive.add(f"tables/{table.name}/{next(numbers):06}.jsonl", part)
        tick(rows)

    return content_of(snapshot, table, add)


def _newest(connection: Connection) -> Newest | None:
    message = Table("message", MetaData(), autoload_with=connection)
    found = connection.execute(
        select(message.c.room_id, message.c.seq, message.c.key).order_by(message.c.created_at.desc()).limit(1)
    ).first()
    return None if found is None else Newest(found.room_id, found.seq, found.key)
