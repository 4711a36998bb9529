"""The drill: an archive is restored to a scratch folder and a real server started on it, to see that it would do."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from parlour.copies.folders import Folder
from parlour.copies.inspections import inspect_chat
from parlour.copies.probes import server_on
from parlour.copies.progress import Progress, silent
from parlour.copies.restores import restore
from parlour.copies.visits import check_health, check_history, let_in


def drill(file: Path, progress: Progress = silent) -> Iterator[str]:
    """Yield what was checked, one line each, and at last how long all of it took; raise `Refused` at what is wrong."""
    begun = time.monotonic()
    with TemporaryDirectory(prefix="parlour-drill-") as scratch:
        place = Folder(Path(scratch) / "data")
        manifest = restore(file, place, progress=progress)
        yield f"restored: {manifest.rows:,} rows, each table with the checksum it was backed up with"
        with place.writing() as connection:
            yield from inspect_chat(connection, manifest)
            token = let_in(connection, manifest.newest)
        with server_on(place.folder) as address:
            check_health(address)
            yield "a server runs on it: /healthz answers"
            if token is not None and manifest.newest is not None:
                check_history(address, token, manifest.newest)
                yield "a page of history: the newest message is the last on it"
            took = time.monotonic() - begun
    yield f"ready to serve after {took:.1f} s"
