"""What is said in a data folder, and the command in a process of its own."""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import sys
from pathlib import Path

from parlour.messages.actions import Post, post_messages
from parlour.security import new_key
from parlour.store import Store
from parlour.wire import Person


def say(store: Store, person: Person, room: int, *texts: str) -> None:
    for text in texts:
        store.write_many(post_messages, Post(person, room, new_key(), text))


def ask(data: Path, statement: str) -> list[tuple[object, ...]]:
    """Ask a database that no server has open."""
    connection = sqlite3.connect(data / "parlour.db")
    try:
        return connection.execute(statement).fetchall()
    finally:
        connection.close()


def texts(data: Path) -> list[object]:
    return [body for (body,) in ask(data, "SELECT body FROM message ORDER BY room_id, seq")]


def epoch(data: Path) -> object:
    return ask(data, "SELECT value FROM fact WHERE name = 'epoch'")[0][0]


def is_sound(data: Path) -> bool:
    return ask(data, "PRAGMA integrity_check") == [("ok",)] and ask(data, "PRAGMA foreign_key_check") == []


def started(*words: object) -> subprocess.Popen[str]:
    """Start the command without settings from around it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PARLOUR_")}
    return subprocess.Popen(
        [sys.executable, "-m", "parlour", *map(str, words)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )


def refusal(*words: object, file_limit: int = -1) -> str:
    """Return the one line with which the command gives up; files may grow to `file_limit` bytes, as on a full disk."""
    process = started(*words)
    if file_limit >= 0:
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (file_limit, file_limit))
    said, complained = process.communicate(timeout=60)
    assert (process.returncode, said) == (1, ""), complained
    [line] = complained.splitlines()
    return line.removeprefix("parlour: ")
