"""`parlour backup`, `restore`, `upgrade` and `move`: what is typed and what is said; the work is in copies/."""

from __future__ import annotations

from pathlib import Path

import click

from parlour.cli.flags import fail
from parlour.cli.plain import counts, plain, progress
from parlour.settings import Settings

FILE = click.Path(path_type=Path)


@click.command()
@click.argument("file", type=FILE, required=False)
@plain("data", "database")
def backup(settings: Settings, file: Path | None) -> None:
    """Write everything into one archive, while the server runs or not.

    FILE is the archive, or a folder for it; without it, `backups` in the data folder. A file that is there already is
    never written over. The archive holds the whole chat and the server's secret: it is readable by its owner only.
    """
    from parlour.copies.addresses import place_at
    from parlour.copies.backups import make_backup

    if file is None:
        file = settings.data / "backups"
        file.mkdir(mode=0o700, exist_ok=True)
    path, manifest = make_backup(place_at(settings.data, settings.database), file.absolute(), progress)
    click.echo(f"{path}: {path.stat().st_size:,} bytes, {counts(manifest.tables)}")


@click.command()
@click.argument("file", type=FILE)
@click.option("--replace", is_flag=True, help="set aside what is there now")
@click.option("--drill", is_flag=True, help="restore to a scratch folder, try a server on it, and remove it again")
@plain("data", "database")
def restore(settings: Settings, file: Path, *, replace: bool, drill: bool) -> None:
    """Make a chat of the archive FILE.

    The archive is checked before anything is touched. No server may be running on the data folder or the database, and
    what is there is kept under another name. Browsers and bots notice that the server went back in time, and fetch
    everything anew. With --drill nothing of yours is touched at all.
    """
    if drill:
        _drill(file)
        return
    from parlour.copies.addresses import place_at
    from parlour.copies.restores import restore as restore_archive

    place = place_at(settings.data, settings.database)
    manifest = restore_archive(file, place, replace=replace, progress=progress)
    if place.aside is not None:
        click.echo(f"What was there before is in {place.aside}")
    click.echo(f"{place.name}: {counts(manifest.tables)}, as of {manifest.started}")


def _drill(file: Path) -> None:
    from parlour.copies.drills import drill

    for line in drill(file, progress):
        click.echo(line)


@click.command()
@click.option("--yes", is_flag=True, help="do it")
@click.option("--back", is_flag=True, help="put the snapshot from before the last upgrade back")
@plain("data", "database")
def upgrade(settings: Settings, *, yes: bool, back: bool) -> None:
    """Show which version the database is of, and what would be done to it.

    A server upgrades its database when it starts, after a snapshot of it; --yes does the same without a server. --back
    says what going back would lose, and with --yes puts the snapshot back for the Parlour that made it.
    """
    if back:
        _go_back(settings, yes=yes)
    else:
        _go_forth(settings, yes=yes)


def _go_forth(settings: Settings, *, yes: bool) -> None:
    from parlour.copies.addresses import place_at
    from parlour.copies.places import version_in
    from parlour.copies.starts import upgrade as upgrade_chat
    from parlour.copies.upgrades import snapshots_of
    from parlour.store.schema_version import HEAD

    place = place_at(settings.data, settings.database)
    version = version_in(place)
    if version is None:
        fail(f"there is no chat in {place.name}")
    click.echo(f"{place.name} is of schema {version}, this Parlour's is {HEAD}")
    if version > HEAD:
        click.echo("start the later Parlour that made it, or go back with --back")
    elif version < HEAD:
        click.echo(f"upgraded; the snapshot is {upgrade_chat(place, progress)}" if yes else "to upgrade it now: --yes")
    else:
        click.echo("nothing to do")
    for snapshot in snapshots_of(place):
        click.echo(f"kept from before schema {snapshot.to}: {snapshot.path}")


def _go_back(settings: Settings, *, yes: bool) -> None:
    from parlour.copies.addresses import place_at
    from parlour.copies.upgrades import go_back, loss_of_going_back

    place = place_at(settings.data, settings.database)
    loss = loss_of_going_back(place, progress)
    click.echo(f"{loss.snapshot.path} is of {loss.manifest.started}, by Parlour {loss.manifest.version}")
    click.echo(f"going back loses what was added since: {counts(loss.added)}")
    if not yes:
        fail("nothing was done; to put it back: --yes")
    go_back(place, loss, progress)
    click.echo(f"What was there before is in {place.aside}")
    click.echo(f"{place.name} is of schema {loss.snapshot.version} again: start Parlour {loss.manifest.version}")


@click.command()
@click.option("--to", "target", required=True, metavar="PLACE", help="postgresql://..., sqlite, or a folder")
@plain("data", "database")
def move(settings: Settings, target: str) -> None:
    """Move the whole chat to another database.

    PLACE is the address of an empty PostgreSQL database, `sqlite` for the data folder, or another folder. What arrives
    is compared with what was sent before it counts. The old database is kept, marked as moved: no server starts on it.
    """
    from parlour.copies.addresses import is_address, place_at, place_named
    from parlour.copies.moves import move as move_chat

    source, to = place_at(settings.data, settings.database), place_named(target, settings.data)
    held = move_chat(source, to, progress)
    if to.aside is not None:
        click.echo(f"What was there before is in {to.aside}")
    click.echo(f"{to.name}: {counts(held)}")
    if is_address(target):
        click.echo("Set `database` to that address before you start Parlour.")
    else:
        click.echo(f"Start Parlour with `data` at {to.folder} and without the setting `database`.")
