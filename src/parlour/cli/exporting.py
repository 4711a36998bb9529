"""`parlour export`: what is typed and what is said; the work is in copies/exports.py."""

from __future__ import annotations

from pathlib import Path

import click

from parlour.cli.flags import fail
from parlour.cli.plain import plain, progress
from parlour.settings import Settings


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--all", "whole", is_flag=True, help="every room, also private ones and direct conversations")
@click.option("--room", type=click.IntRange(1, 2**53 - 1), metavar="ID", help="one room; its number is in its address")
@plain("data", "database")
def export(settings: Settings, file: Path, *, whole: bool, room: int | None) -> None:
    """Write rooms to a new zip that anybody can read: pages for people, JSON for programs.

    The server may run meanwhile. There are no passwords and no sessions in it, so it cannot take the place of a backup;
    `parlour import` makes rooms of it elsewhere. It is readable by its owner only.
    """
    if whole == (room is not None):
        fail("say what to export: --all, or --room ID")
    from parlour.copies.addresses import place_at
    from parlour.copies.exports import export_chat

    count = export_chat(place_at(settings.data, settings.database), file.absolute(), room, progress)
    click.echo(f"{file}: {file.stat().st_size:,} bytes, {count:,} room{'s' if count != 1 else ''}")
