"""`bin/bench drill`: a chat of a million messages is backed up, drilled and restored by the commands for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from argparse import Namespace
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks import report, servers
from parlour.copies.folders import Folder
from parlour.copies.seeds import Plan, seed
from parlour.store.sqlite import DATABASE

PEOPLE = 50
HEADS = ["command", "seconds", "slowest", "seconds of the processor", "memory at most, MB"]


class Took(NamedTuple):
    """What a command cost, with the server that a drill starts: seconds by the clock, by the processor, and KiB."""

    seconds: float
    cpu: float
    memory: int


def run(chosen: Namespace) -> None:
    """Make the chat once; then back it up, try the archive and restore it to an empty folder, several times."""
    os.sched_setaffinity(0, {servers.CORES[0]})
    found: dict[str, list[Took]] = {"backup": [], "restore --drill": [], "restore": []}
    with tempfile.TemporaryDirectory(prefix="parlour-bench-") as scratch:
        folder, archive, restored = (Path(scratch) / name for name in ("data", "archive.tar.gz", "restored"))
        seed(Folder(folder), Plan(chosen.messages, chosen.rooms, PEOPLE))
        for turn in range(chosen.drills):
            found["backup"].append(_took("backup", archive, "--data", folder))
            found["restore --drill"].append(_took("restore", "--drill", archive))
            found["restore"].append(_took("restore", archive, "--data", restored))
            print(f"{turn + 1}: {', '.join(f'{name} {took[-1].seconds:.1f} s' for name, took in found.items())}")
            sizes = (folder / DATABASE).stat().st_size, archive.stat().st_size
            shutil.rmtree(restored)
            archive.unlink()
    report.write(f"drill-{chosen.messages}", _text(chosen, found, *sizes), keep=chosen.write)


def _took(*words: object) -> Took:
    """Run a command of Parlour's to its end."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PARLOUR_")}
    command = [sys.executable, "-m", "parlour", *map(str, words)]
    begun = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.monotonic() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"parlour {' '.join(map(str, words))} ended with {process.returncode}")
    return Took(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss)


def _text(chosen: Namespace, found: dict[str, list[Took]], database: int, archive: int) -> str:
    title = f"**{chosen.messages:,} messages in {chosen.rooms} rooms of {PEOPLE} people**, medians of {chosen.drills}"
    rows = [
        [
            f"`parlour {name}`",
            f"{median(one.seconds for one in took):.1f}",
            f"{max(one.seconds for one in took):.1f}",
            f"{median(one.cpu for one in took):.1f}",
            f"{max(one.memory for one in took) * 1.024 / 1000:.0f}",
        ]
        for name, took in found.items()
    ]
    held = f"The database is {database / 1e6:.0f} MB, its archive {archive / 1e6:.0f} MB ({archive / database:.0%})."
    return f"{report.about(chosen, title, set(), 'all on one core')}\n\n{report.table(HEADS, rows)}\n\n{held}"
