"""What is said at a place, what is asked of it, and the command in a process of its own."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

from world import person

from parlour.copies.addresses import place_at
from parlour.copies.places import Place
from parlour.messages.actions import Post, post_messages
from parlour.rooms.actions import create_room
from parlour.rooms.membership import join_room
from parlour.security import new_key, secret_from
from parlour.store import Store
from parlour.wire import Person

PATIENCE = 60


def furnished(folder: Path, database: str = "") -> Place:
    """Have Kit and Mira talk in a kitchen, and leave."""
    store = Store(folder, database=database)
    kit, mira = (person(store, name) for name in ("Kit", "Mira"))
    room = store.write(lambda tx: create_room(tx, kit, "Kitchen", is_open=True))
    store.write(lambda tx: join_room(tx, mira, code=str(room.code)))
    for number in range(30):
        store.write_many(post_messages, Post(kit, room.id, new_key(), f"line {number} \u2603 \U0001f600"))
    secret_from(folder, "secret")
    store.close()
    return place_at(folder, database)


def say(place: Place, text: str) -> None:
    """Have Kit say something in the first room."""
    store = Store(place.folder, database=place.database)
    kit, room = ask(place, "SELECT account_id, room_id FROM member ORDER BY room_id, account_id LIMIT 1")[0]
    store.write_many(post_messages, Post(person_at(place, kit), room, new_key(), text))
    store.close()


def person_at(place: Place, account: int) -> Person:
    [(name, role)] = ask(place, f"SELECT username, role FROM account WHERE id = {account}")
    return Person(account, name, role)


def ask(place: Place, statement: str) -> list[tuple[Any, ...]]:
    with place.reading() as engine, engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(statement)]


def change(place: Place, statement: str) -> None:
    with place.writing() as connection:
        connection.exec_driver_sql(statement)


def texts(place: Place) -> list[object]:
    return [body for (body,) in ask(place, "SELECT body FROM message ORDER BY room_id, seq")]


def epoch(place: Place) -> object:
    return ask(place, "SELECT value FROM fact WHERE name = 'epoch'")[0][0]


def is_sound(place: Place) -> bool:
    """PostgreSQL checks references itself, and its pages by their sums."""
    if place.database:
        return True
    return ask(place, "PRAGMA integrity_check") == [("ok",)] and ask(place, "PRAGMA foreign_key_check") == []


def flags(place: Place) -> list[str]:
    return ["--data", str(place.folder), "--database", place.database]


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


def run(*words: object) -> str:
    """Return what the command says when all is well."""
    process = started(*words)
    said, complained = process.communicate(timeout=PATIENCE)
    assert (process.returncode, complained) == (0, ""), complained
    return said


def refusal(*words: object, file_limit: int = -1, said: str = "") -> str:
    """Return the one line with which the command gives up; files may grow to `file_limit` bytes, as on a full disk."""
    process = started(*words)
    if file_limit >= 0:
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (file_limit, file_limit))
    told, complained = process.communicate(timeout=PATIENCE)
    assert (process.returncode, told) == (1, said), complained
    [line] = complained.splitlines()
    return line.removeprefix("parlour: ")


def killed_after(seconds: float, *words: object) -> None:
    """Let the command run so long, if it takes so long, and kill it."""
    process = started(*words)
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
    process.communicate()
