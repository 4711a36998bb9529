"""`parlour import`: what is typed and what is said; the work is in imports/."""

from __future__ import annotations

import os
from pathlib import Path

import click

from parlour.cli.plain import plain, progress
from parlour.settings import Settings

FILE = click.Path(path_type=Path)


@click.command("import")
@click.argument("file", type=FILE)
@click.option(
    "--report", "told", type=FILE, help="where to write what could not be brought along; default: beside FILE"
)
@plain("data", "database")
def import_command(settings: Settings, file: Path, told: Path | None) -> None:
    """Bring people and rooms along: from a zip of `parlour export`, or from an export of Slack.

    FILE is looked through to its end before anything is stored. No server may run on the data folder or database.
    The same file once more, or a later export from the same place, adds only what is new. People get accounts without
    a password: `parlour claim NAME` makes a link with which somebody takes over his own.
    """
    from parlour.imports.importing import import_file

    report = import_file(file, settings.data, settings.database, progress)
    path = told or file.with_name(f"{file.name}.report.txt")
    text = "\n".join(report.lines()) + "\n"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as written:
        written.write(text)
    for line in report.lines():
        if not line:
            break
        click.echo(line)
    click.echo(f"What could not be brought along, and the codes of the rooms: {path}")
