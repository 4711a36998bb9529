"""Moving: the same chat goes on in another database; the old one remembers that it did, and stays behind."""

from __future__ import annotations

from sqlalchemy import Connection, Table

from parlour import clock
from parlour.copies.files import files_of, put_files
from parlour.copies.marks import ARRIVING, EPOCH, LIMIT, MOVED_TO, mark, mark_of, set_epoch, unmark
from parlour.copies.places import Place, alone, label_of, snapshot_of, version_in, version_of
from parlour.copies.progress import Progress, Refused, Tick, silent
from parlour.copies.restores import compare
from parlour.copies.tables import Content, columns_of, content_of, count_in, fact_of, put, set_counter, tables_in
from parlour.store.schema_version import HEAD


def move(source: Place, target: Place, progress: Progress = silent) -> list[Content]:
    """Copy a chat to an empty place, where it goes on with the same epoch; return what it holds.

    The target is no place to start a server until the source is marked as moved. Killed in between, the source is as it
    was, or `move` once more finishes it. Raise `Refused` or `DataInUse`.
    """
    if source.name == target.name:
        raise Refused(f"the chat is in {source.name} already")
    with alone(source, target):
        with snapshot_of(source) as old:
            if not _is_almost_there(old, source, target):
                _check_source(old, source)
                _check_target(target)
                held = _arrive(old, source, target, progress)
            else:
                held = [content_of(old, table) for table in tables_in(old)]
        with source.writing() as old:
            mark(old, MOVED_TO, target.name)
        with target.writing() as new:
            unmark(new, ARRIVING)
    return held


def _arrive(old: Connection, source: Place, target: Place, progress: Progress) -> list[Content]:
    """Copy everything in one transaction of the target, in which it is compared as well."""
    label = label_of(clock.now())
    with target.fresh(HEAD, HEAD, label) as new:
        held = _copy(old, new, progress)
        compare(held, new, progress)
        set_epoch(new, fact_of(old, EPOCH) or "")
        mark(new, ARRIVING, source.name)
        if source.folder != target.folder:
            put_files(files_of(source.folder), target.folder, label)
    return held


def _copy(old: Connection, new: Connection, progress: Progress) -> list[Content]:
    tables = tables_in(old)
    targets = {table.name: table for table in tables_in(new)}
    with progress("Moving", sum(count_in(old, table) for table in tables)) as tick:
        return [_copy_table(old, new, (table, targets[table.name]), tick) for table in tables]


def _copy_table(old: Connection, new: Connection, table: tuple[Table, Table], tick: Tick) -> Content:
    source, target = table
    columns = columns_of(source)
    try:
        content = content_of(old, source, lambda _, part: tick(put(new, target, columns, part)))
    except ValueError as error:
        raise Refused(f"the table {source.name} cannot be moved: {error}") from None
    set_counter(new, target, content.counter)
    return content


def _is_almost_there(old: Connection, source: Place, target: Place) -> bool:
    """Tell whether an earlier move has marked the source, and had only to let the target go."""
    if mark_of(old, MOVED_TO) != target.name[:LIMIT] or version_in(target) is None:
        return False
    with snapshot_of(target) as new:
        return mark_of(new, ARRIVING) == source.name[:LIMIT]


def _check_source(old: Connection, source: Place) -> None:
    if version_of(old) != HEAD:
        raise Refused(f"{source.name} is of another version; start this Parlour on it once, or `parlour upgrade --yes`")
    if away := mark_of(old, MOVED_TO):
        raise Refused(f"{source.name} was moved to {away} before")
    if origin := mark_of(old, ARRIVING):
        raise Refused(f"the move of {origin} to {source.name} was not finished")


def _check_target(target: Place) -> None:
    """Refuse a chat that lives there; what moved away from there, or never fully arrived, is set aside."""
    try:
        with snapshot_of(target) as new:
            left = mark_of(new, MOVED_TO) or mark_of(new, ARRIVING)
    except Refused:
        return
    if left is None:
        raise Refused(f"there is a chat in {target.name} already; move to an empty place")
