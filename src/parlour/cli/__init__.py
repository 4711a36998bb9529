"""The command `parlour`: what is typed, translated; each command's own work is done elsewhere."""

from __future__ import annotations

import click

from parlour import __version__
from parlour.cli.claiming import claim
from parlour.cli.copying import backup, move, restore, upgrade
from parlour.cli.exporting import export
from parlour.cli.importing import import_command
from parlour.cli.running import config, serve
from parlour.cli.seeding import seed


@click.group()
@click.version_option(__version__, prog_name="parlour")
def main() -> None:
    """Parlour: a self-hosted real-time team chat."""


for command in (serve, config, backup, restore, upgrade, move, seed, export, import_command, claim):
    main.add_command(command)
