"""For test_disk.py, in a process with eio.c: a post while the disk fails once, then the same again; tells what came."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from world import person

from parlour import logs
from parlour.errors import Problem
from parlour.messages.actions import Post, post_messages
from parlour.rooms.actions import create_room
from parlour.store import Store
from parlour.wire import Sent


def try_once(folder: Path, trigger: Path, *, readers: bool) -> dict[str, object]:
    """With `readers` others have the database open when the connection that writes is given up."""
    store = Store(folder)
    kit = person(store, "Kit")
    room = store.write(lambda tx: create_room(tx, kit, "Kitchen")).id

    def post(key: str) -> Sent:
        sent: Sent = store.write_many(post_messages, Post(kit, room, key, f"I say {key}"))
        return sent

    def writer() -> object:
        with store.database.writing.connect() as connection:
            return connection.connection.dbapi_connection

    places = {"key-00000001": post("key-00000001").seq}
    if readers:
        store.read(lambda tx: tx.connection.exec_driver_sql("SELECT count(*) FROM message").scalar())
    before, refused = writer(), ""
    trigger.touch()
    try:
        post("key-00000002")
    except Problem as problem:
        refused = problem.code
    for key in ("key-00000002", "key-00000003"):
        places[key] = post(key).seq
    told = {"refused": refused, "another": writer() is not before, "places": places}
    store.close()
    return told


if __name__ == "__main__":
    logs.set_up("info")
    print(json.dumps(try_once(Path(sys.argv[1]), Path(sys.argv[2]), readers=sys.argv[3] == "readers")))
