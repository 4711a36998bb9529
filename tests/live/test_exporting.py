"""A download that somebody gives up costs the server nothing more: its turn is free again, and others are served."""

from __future__ import annotations

import io
import os
import time
import zipfile

import requests
from running import Running
from sqlalchemy import select

from parlour.accounts.models import Account
from parlour.messages.actions import Post, post_messages
from parlour.store import Store
from parlour.wire import Person

MESSAGES, LENGTH = 1_500, 9_000  # of letters by chance: some 25 MB that no socket takes at once
PATIENCE = 20


def fill(server: Running, room: int) -> None:
    server.stop()
    store = Store(server.data, database=server.flags[-1])
    row = store.read(lambda tx: tx.execute(select(Account.id, Account.username, Account.role)).first())
    assert row is not None
    kit = Person(row.id, row.username, row.role)
    for start in range(0, MESSAGES, 100):
        texts = [os.urandom(LENGTH // 2).hex() for _ in range(100)]
        posts = [Post(kit, room, f"key-{start + n:08}", text) for n, text in enumerate(texts)]
        store.write(lambda tx, posts=posts: post_messages(tx, posts))  # type: ignore[misc]
    store.close()
    server.start()


def test_downloads_that_are_given_up_end_and_a_whole_one_is_whole(server: Running) -> None:
    token = server.guest("Kit")
    room = int(str(server.room(token)["id"]))
    fill(server, room)
    address, headers = f"{server.url}/api/v1/rooms/{room}/export", {"Authorization": f"Bearer {token}"}
    for _ in range(2):
        with requests.get(address, headers=headers, stream=True, timeout=PATIENCE) as answer:
            assert answer.status_code == 200
            assert next(answer.iter_content(100_000))
    end = time.monotonic() + PATIENCE
    while (whole := requests.get(address, headers=headers, timeout=PATIENCE)).status_code == 503:
        assert time.monotonic() < end
        time.sleep(0.1)
    with zipfile.ZipFile(io.BytesIO(whole.content)) as packed:
        assert packed.testzip() is None
        assert len(packed.read("room.json").splitlines()) > MESSAGES
    server.stop()
    assert "Traceback" not in server.errors()
    server.start()


def test_a_server_that_ends_does_not_wait_for_a_download(server: Running) -> None:
    token = server.guest("Kit")
    room = int(str(server.room(token)["id"]))
    fill(server, room)
    address, headers = f"{server.url}/api/v1/rooms/{room}/export", {"Authorization": f"Bearer {token}"}
    with requests.get(address, headers=headers, stream=True, timeout=PATIENCE) as answer:
        assert next(answer.iter_content(1_000))
        begun = time.monotonic()
        server.stop()
        assert time.monotonic() - begun < 10
    server.start()
