"""A zip that is handed on while it is made: nothing of it is kept, however large it becomes."""

from __future__ import annotations

import zipfile
from typing import IO

LEVEL = 3  # of compression: beyond it takes much longer for little less


class Sink:
    """What a zip writes to; it cannot be sought in, so that the zip never goes back."""

    def __init__(self) -> None:
        self._ready = bytearray()

    def write(self, data: bytes) -> int:
        self._ready += data
        return len(data)

    def flush(self) -> None:
        """There is nothing to flush."""

    def taken(self) -> bytes:
        """Return what was written since the last time, and forget it."""
        ready = bytes(self._ready)
        self._ready.clear()
        return ready


class Zip:
    """Members are written one after the other, each between `with zip.member(name) as file`."""

    def __init__(self) -> None:
        self._sink = Sink()
        self._zip = zipfile.ZipFile(self._sink, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL)  # type: ignore[call-overload]

    def member(self, name: str) -> IO[bytes]:
        """Begin a member whose size nobody knows yet."""
        opened: IO[bytes] = self._zip.open(name, "w", force_zip64=True)
        return opened

    def taken(self) -> bytes:
        """Return what is ready to be handed on, and forget it."""
        return self._sink.taken()

    def finish(self) -> bytes:
        """End the zip; return the last of it."""
        self._zip.close()
        return self.taken()
