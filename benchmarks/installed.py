"""The peers, installed once into a cache folder of the user's, and a PostgreSQL server for the time of a bench."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cluster import Cluster

PEERS = Path(__file__).with_name("peers")


@cache
def python() -> Path:
    """The interpreter that has the Python peers."""
    listed = PEERS / "requirements.txt"
    folder = _folder(listed) / "venv"
    if not (folder / "ready").exists():
        _run([sys.executable, "-m", "venv", "--clear", str(folder)])
        _run([str(folder / "bin/python"), "-m", "pip", "install", "--quiet", "-r", str(listed)])
        (folder / "ready").touch()
    return folder / "bin/python"


@cache
def node_modules() -> Path:
    """The folder that has the Node.js peer."""
    listed = PEERS / "package.json"
    folder = _folder(listed)
    if not (folder / "ready").exists():
        shutil.copy(listed, folder)
        _run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder)])
        (folder / "ready").touch()
    return folder / "node_modules"


@cache
def postgresql() -> Cluster:
    """The PostgreSQL server that the tests run on: fsync on; it ends with the bench."""
    sys.path.append(str(PEERS.parents[1] / "tests"))
    from cluster import Cluster

    made = Cluster()
    atexit.register(made.remove)
    return made


def _folder(listed: Path) -> Path:
    cache_home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache_home / "parlour-bench" / sha256(listed.read_bytes()).hexdigest()[:12]
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _run(command: list[str]) -> None:
    print(f"bench: {' '.join(command[:3])} ...", file=sys.stderr)
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
