"""One server per data folder: a lock that dies with its process."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


class CannotOpen(Exception):
    """Why a database cannot be used, in one line for the operator."""


class DataInUse(CannotOpen):
    """Another server has this data folder or this database open."""


class DataLock:
    """Held from creation to `release`; raises `DataInUse` when another process holds it."""

    def __init__(self, folder: Path) -> None:
        self._descriptor = os.open(folder / "parlour.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._descriptor)
            raise DataInUse(f"another server is running on {folder}") from None

    def release(self) -> None:
        """Let go; once more does nothing, since the number may be another file's by then."""
        held, self._descriptor = self._descriptor, -1
        if held >= 0:
            os.close(held)
