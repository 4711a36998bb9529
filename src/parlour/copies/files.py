"""What belongs to a chat beside its database: small files in the data folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from parlour.copies.places import hand_over
from parlour.store.disk import sync

FILES = ("secret",)


def files_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a data folder by name."""
    for name in FILES:
        if (folder / name).exists():
            yield name, (folder / name).read_bytes()


def put_files(found: Iterable[tuple[str, bytes]], folder: Path, label: str) -> None:
    """Put those that are such files into a data folder; what is there is copied to `replaced-<label>` in it."""
    aside = folder / f"replaced-{label}"
    for name, data in found:
        if name in FILES:
            if (folder / name).exists():
                aside.mkdir(mode=0o700, exist_ok=True)
                hand_over(aside, folder)
                shutil.copy2(folder / name, aside / name)
                hand_over(aside / name, folder)
            _put(folder / name, data)


def _put(path: Path, data: bytes) -> None:
    made = path.with_name(f".{path.name}.unfinished")
    made.unlink(missing_ok=True)
    made.touch(mode=0o600)
    made.write_bytes(data)
    hand_over(made, path.parent)
    sync(made)
    made.rename(path)
