"""From what a setting or a flag says to the place it means."""

from __future__ import annotations

from pathlib import Path

from parlour.copies.folders import Folder
from parlour.copies.places import Place
from parlour.store.lock import CannotOpen


def place_at(folder: Path, database: str) -> Place:
    """Return the PostgreSQL database whose address is given, or the data folder with SQLite in it."""
    if not is_address(database):
        return Folder(folder)
    try:
        from parlour.copies.servers import Server
    except ImportError:
        raise CannotOpen("the driver for PostgreSQL is not installed: pip install 'psycopg[binary]'") from None
    return Server(folder, database)


def place_named(words: str, folder: Path) -> Place:
    """As `place_at`, for what a person types: an address, `sqlite` for the data folder, or another folder."""
    if is_address(words) or words == "sqlite":
        return place_at(folder, words)
    return Folder(Path(words).expanduser().absolute())


def is_address(words: str) -> bool:
    return words.partition("://")[0] in ("postgresql", "postgres")
