"""Restoring: an archive becomes a data folder again, as a new life (epoch) of the same content."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, Table
from sqlalchemy.exc import IntegrityError, InterfaceError, ProgrammingError

from parlour import clock
from parlour.copies.archives import Archive, Manifest
from parlour.copies.places import FILES, alone, hand_over, loading, set_aside
from parlour.copies.progress import Progress, Refused, silent
from parlour.copies.tables import Content, columns_of, content_of, put, set_counter, tables_in
from parlour.store.disk import sync
from parlour.store.schema_version import HEAD, UnknownVersion
from parlour.store.sqlite import DATABASE, migrate_file

SCRATCH = ".restoring"


class Restored(NamedTuple):
    """What was restored, and where that which it replaced is kept."""

    manifest: Manifest
    aside: Path | None


def restore(file: Path, data: Path, *, replace: bool = False, progress: Progress = silent) -> Restored:
    """Make a data folder of an archive; with `replace`, what is there is set aside. Raise `Refused` or `DataInUse`."""
    with Archive(file, progress) as archive, alone(data):
        if (data / DATABASE).exists() and not replace:
            raise Refused(f"there is a database in {data} already; --replace sets it aside")
        if archive.manifest.schema > HEAD:
            raise Refused(f"{file} was made by a later Parlour ({archive.manifest.version})")
        _check_space(archive, data)
        with _scratch(data) as scratch:
            build(archive, scratch, progress)
            aside = set_aside(data, clock.now())
            for path in sorted(scratch.iterdir(), key=lambda path: path.name == DATABASE):
                hand_over(path, data)
                path.rename(data / path.name)  # the database last: with its name the restored data is in force
            sync(data)
    return Restored(archive.manifest, aside)


def build(archive: Archive, folder: Path, progress: Progress = silent) -> None:
    """Make the database and the files of an archive in an empty folder, on disk; raise `Refused`."""
    path = folder / DATABASE
    _migrate(path, archive.manifest.schema)
    with loading(path) as connection:
        load(archive, connection, progress)
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            raise Refused("the archive is damaged: some rows refer to others that it does not have")
        compare(archive.manifest.tables, connection, progress)
    _migrate(path, "head")
    for name, data in archive.parts():
        if name in FILES:
            (folder / name).write_bytes(data)
    for made in folder.iterdir():
        made.chmod(0o600)
        sync(made)


def load(archive: Archive, connection: Connection, progress: Progress) -> None:
    """Insert all rows of an archive into empty tables of its version."""
    tables = {table.name: table for table in tables_in(connection)}
    listed = {content.name: content for content in archive.manifest.tables}
    if {name: columns_of(table) for name, table in tables.items()} != {n: c.columns for n, c in listed.items()}:
        raise Refused("the archive does not have the tables of its version")
    with progress("Restoring", archive.manifest.rows) as tick:
        for name, part in archive.parts():
            if name.startswith("tables/"):
                table = tables[name.split("/")[1]]
                tick(_put(connection, table, listed[table.name].columns, part))
    for name, content in listed.items():
        set_counter(connection, tables[name], content.counter)


def _put(connection: Connection, table: Table, columns: list[str], part: bytes) -> int:
    try:
        return put(connection, table, columns, part)
    except (ValueError, OverflowError, IntegrityError, InterfaceError, ProgrammingError) as error:
        reason = getattr(error, "orig", None) or error
        raise Refused(f"the archive is damaged: in the table {table.name}, {reason}") from None


def compare(expected: Sequence[Content], connection: Connection, progress: Progress) -> None:
    """Raise `Refused` unless the tables hold what they should."""
    with progress("Comparing", sum(content.rows for content in expected)) as tick:
        found = [content_of(connection, table, lambda rows, _: tick(rows)) for table in tables_in(connection)]
    wrong = sorted({content.name for content in found} ^ {content.name for content in expected})
    by_name = {content.name: content for content in expected}
    wrong += [content.name for content in found if content != by_name.get(content.name)]
    if wrong:
        raise Refused(f"the table {wrong[0]} did not arrive as it was sent")


def _migrate(path: Path, version: str) -> None:
    try:
        migrate_file(path, version)
    except UnknownVersion as error:
        raise Refused(str(error)) from None


def _check_space(archive: Archive, data: Path) -> None:
    free = shutil.disk_usage(data).free
    if free < archive.size:
        raise Refused(f"it needs some {archive.size >> 20} MB in {data}, {free >> 20} MB are free")


@contextmanager
def _scratch(data: Path) -> Iterator[Path]:
    """Yield an empty folder inside the data folder, gone afterwards; what a killed restore left goes first."""
    scratch = data / SCRATCH
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(mode=0o700)
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch)
