"""Folders, interpreters and processes for the tests of installing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

ROOT = Path(__file__).parents[1]
ADDRESS = re.compile(r"running at (http://\S+)")
NOBODY = 65534


def nobody() -> dict[str, object]:
    """Keywords for subprocess: become a user without rights; whoever is not root already is one."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}


def interpreter() -> str:
    """Return a Python that such a user may run; one below /root, for instance, is out of his reach."""
    for candidate in (sys._base_executable, "/usr/bin/python3", "/usr/local/bin/python3"):  # type: ignore[attr-defined]
        try:
            check = "import sys, sqlite3, ssl; sys.exit(sys.version_info < (3, 11))"
            subprocess.run([candidate, "-c", check], check=True, cwd="/", **nobody())  # type: ignore[call-overload]
        except (OSError, subprocess.CalledProcessError):
            continue
        return str(candidate)
    raise AssertionError("no Python >= 3.11 that an ordinary user may run; install Debian's python3")


def clean(**more: str) -> dict[str, str]:
    """The environment without settings of Parlour and without a Python environment around it."""
    dropped = ("PARLOUR_", "PYTHON", "VIRTUAL_ENV")
    return {name: value for name, value in os.environ.items() if not name.startswith(dropped)} | more


@contextmanager
def started(command: list[str], log: Path, **options: object) -> Iterator[tuple[str, int]]:
    """Run a server until the block ends; yield its address and process id."""
    with log.open("w") as output:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, **options)  # type: ignore[call-overload]
    try:
        yield _address(process, log), process.pid
    finally:
        process.terminate()
        process.wait(20)


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline and process.poll() is None:
        found = ADDRESS.search(log.read_text())
        if found:
            assert requests.get(f"{found[1]}/healthz", timeout=20).status_code == 200
            return found[1]
        time.sleep(0.05)
    raise AssertionError(f"the server did not start:\n{log.read_text()}")
