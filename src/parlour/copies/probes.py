"""A real server, started to be asked a few things."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from parlour.copies.progress import Refused

START_LIMIT = 60  # seconds
STOP_LIMIT = 15
SAYS = "running at "


@contextmanager
def server_on(folder: Path) -> Iterator[str]:
    """Run a server of this Parlour on a data folder and a free port of loopback; yield its address."""
    command = [sys.executable, "-m", "parlour", "serve", "--data", str(folder)]
    # Settings from around here, a database for instance, are for another server.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PARLOUR_")}
    with (folder / "server.log").open("w+") as log:
        process = subprocess.Popen(  # noqa: S603  (ourselves)
            [*command, "--host", "127.0.0.1", "--port", "0", "--log", "error"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            cwd=folder,
            env=environment,
        )
        try:
            address = _address(process)
            if address is None:
                log.seek(0)
                said = log.read().strip().splitlines()[-1:]
                raise Refused(f"no server starts on what was restored: {' '.join(said) or 'it says nothing'}")
            yield address
        finally:
            _stop(process)


def _address(process: subprocess.Popen[str]) -> str | None:
    assert process.stdout is not None  # noqa: S101  (narrowing)
    readable, _, _ = select.select([process.stdout], [], [], START_LIMIT)
    line = process.stdout.readline() if readable else ""
    return line.partition(SAYS)[2].strip() or None


def _stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.communicate(timeout=STOP_LIMIT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
