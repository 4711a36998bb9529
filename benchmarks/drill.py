"""`bin/bench drill`: a chat of a million messages is backed up, drilled and restored by the commands for it."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from argparse import Namespace
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple

from sqlalchemy import insert, select, update

from benchmarks import report, servers
from parlour.accounts.models import Account
from parlour.clock import SECOND
from parlour.messages.markup import rendered
from parlour.rooms.actions import create_room
from parlour.rooms.membership import join_room
from parlour.rooms.models import Room
from parlour.rooms.sequence import INSERT, Stored
from parlour.security import new_key
from parlour.store import Store, Tx
from parlour.store.sqlite import DATABASE
from parlour.wire import Person

PEOPLE = 50
SENTENCES = 20_000  # that are said; a message is one of them
AT_ONCE = 10_000  # rows
Said = Sequence[tuple[str, str]]
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
        furnish(folder, chosen.messages, chosen.rooms)
        for turn in range(chosen.drills):
            found["backup"].append(_took("backup", archive, "--data", folder))
            found["restore --drill"].append(_took("restore", "--drill", archive))
            found["restore"].append(_took("restore", archive, "--data", restored))
            print(f"{turn + 1}: {', '.join(f'{name} {took[-1].seconds:.1f} s' for name, took in found.items())}")
            sizes = (folder / DATABASE).stat().st_size, archive.stat().st_size
            shutil.rmtree(restored)
            archive.unlink()
    report.write(f"drill-{chosen.messages}", _text(chosen, found, *sizes), keep=chosen.write)


def furnish(folder: Path, messages: int, rooms: int) -> None:
    """Make a chat that has so many messages, as its server would have stored them, shared out among its rooms."""
    chance = random.Random(1)
    said = [(text, rendered(text)) for text in _sentences(chance)]
    folder.mkdir()
    store = Store(folder)
    people = store.write(_people)
    for number in range(rooms):
        share = messages // rooms + (number < messages % rooms)
        name = f"Room {number}"
        store.write(partial(_room, name=name, people=people, count=share, said=said, chance=chance))
    store.close()


def _people(tx: Tx) -> list[Person]:
    names = [f"Person {number}" for number in range(PEOPLE)]
    rows = [{"username": name, "name_key": name.lower(), "role": "member", "created_at": tx.now} for name in names]
    tx.execute(insert(Account), rows)
    return [Person(row.id, row.username, row.role) for row in tx.execute(select(Account.__table__))]


def _room(tx: Tx, name: str, people: Sequence[Person], count: int, said: Said, chance: random.Random) -> None:
    """A room with everybody in it; somebody says something every second."""
    room = create_room(tx, people[0], name).id
    for person in people[1:]:
        join_room(tx, person, room=room)
    begun = int(tx.execute(select(Room.rev).where(Room.id == room)).scalar_one())
    for start in range(1, count + 1, AT_ONCE):
        rows = []
        for post in range(start, min(start + AT_ONCE, count + 1)):
            place, (text, html) = begun + post, chance.choice(said)
            author, at = chance.choice(people).id, tx.now - (count - post) * SECOND
            rows.append(Stored(room, place, place, post, author, new_key(), "message", text, html, at)._asdict())
        tx.execute(INSERT, rows)
    tx.execute(update(Room).where(Room.id == room).values(rev=begun + count, posts=count))


def _sentences(chance: random.Random) -> list[str]:
    """Sentences of 1 to 24 words, of which some are said often and most seldom."""
    letters, places = "etaoinshrdlu" * 3 + "cmfwypvbgkjqxz", range(1, 3_001)
    words = ["".join(chance.choices(letters, k=chance.randint(2, 9))) for _ in places]
    often = [1 / place for place in places]
    return [" ".join(chance.choices(words, often, k=chance.randint(1, 24))) for _ in range(SENTENCES)]


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
