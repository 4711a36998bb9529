"""Restoring: an archive becomes a chat again, as a new life (epoch) of the same content."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, Table

from parlour import clock
from parlour.copies.archives import Archive, Manifest
from parlour.copies.files import put_files
from parlour.copies.places import Place, alone, label_of, version_in
from parlour.copies.progress import Progress, Refused, silent
from parlour.copies.tables import Content, columns_of, content_of, put, set_counter, tables_in
from parlour.store.schema_version import HEAD, UnknownVersion


def restore(
    file: Path, place: Place, *, replace: bool = False, upto: str = "head", progress: Progress = silent
) -> Manifest:
    """Make a chat of an archive; with `replace`, what is there is set aside. Raise `Refused` or `DataInUse`."""
    with Archive(file, progress) as archive, alone(place):
        if not replace and version_in(place) is not None:
            raise Refused(f"there is a chat in {place.name} already; --replace sets it aside")
        if archive.manifest.schema > HEAD:
            raise Refused(f"{file} was made by a later Parlour ({archive.manifest.version})")
        _check_space(archive, place.folder)
        try:
            label = label_of(clock.now())
            with place.fresh(archive.manifest.schema, upto, label) as connection:
                files = load(archive, connection, progress)
                compare(archive.manifest.tables, connection, progress)
                put_files(files, place.folder, label)
        except UnknownVersion as error:
            raise Refused(str(error)) from None
    return archive.manifest


def load(archive: Archive, connection: Connection, progress: Progress) -> list[tuple[str, bytes]]:
    """Insert all rows of an archive into empty tables of its version; return the files beside them."""
    tables = {str(table.name): table for table in tables_in(connection)}
    listed = {content.name: content for content in archive.manifest.tables}
    if {name: columns_of(table) for name, table in tables.items()} != {n: c.columns for n, c in listed.items()}:
        raise Refused("the archive does not have the tables of its version")
    files = []
    with progress("Restoring", archive.manifest.rows) as tick:
        for name, part in archive.parts():
            if name.startswith("tables/"):
                table = tables[name.split("/")[1]]
                tick(_put(connection, table, listed[str(table.name)].columns, part))
            else:
                files.append((name, part))
    for name, content in listed.items():
        set_counter(connection, tables[name], content.counter)
    return files


def compare(expected: Sequence[Content], connection: Connection, progress: Progress) -> None:
    """Raise `Refused` unless the tables hold what they should."""
    with progress("Comparing", sum(content.rows for content in expected)) as tick:
        found = [content_of(connection, table, lambda rows, _: tick(rows)) for table in tables_in(connection)]
    wanted = {content.name: content.held for content in expected}
    wrong = [content.name for content in found if wanted.pop(content.name, None) != content.held]
    if wrong or wanted:
        raise Refused(f"the table {(wrong or list(wanted))[0]} did not arrive as it was sent")


def _put(connection: Connection, table: Table, columns: list[str], part: bytes) -> int:
    try:
        return put(connection, table, columns, part)
    except ValueError as error:
        raise Refused(f"the archive is damaged: in the table {table.name}, {error}") from None


def _check_space(archive: Archive, folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < archive.size:
        raise Refused(f"it needs some {archive.size >> 20} MB in {folder}, {free >> 20} MB are free")
