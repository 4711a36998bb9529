"""Files that are there under their name once they are whole and on disk, and not at all otherwise."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from parlour.copies.progress import Refused
from parlour.store.disk import sync


@contextmanager
def whole_file(path: Path, unfinished: str, what: str) -> Iterator[BinaryIO]:
    """Yield a file that gets its name at the end; until then it has one that what was killed leaves to the next.

    Raise `Refused` while another such file is written to the same folder; `what` says what it is.
    """
    part = path.parent / unfinished
    with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600), "wb") as file:
        _take(part, file, what)
        try:
            file.truncate()
            yield file
            file.flush()
            os.fsync(file.fileno())
            part.rename(path)
        except BaseException as error:
            part.unlink()
            if isinstance(error, OSError) and not error.filename:
                error.filename = str(path)  # a full disk does not say whose
            raise
    sync(path.parent)


def _take(path: Path, file: BinaryIO, what: str) -> None:
    """Lock the unfinished file; another one who writes holds it, or has just given it its name."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        taken = os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except (BlockingIOError, FileNotFoundError):
        taken = False
    if not taken:
        raise Refused(f"another {what} is being written to {path.parent}")
