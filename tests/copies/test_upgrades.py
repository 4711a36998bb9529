"""Upgrades: a snapshot first, and the way back."""

from __future__ import annotations

from pathlib import Path

import pytest
from copies.chat import ask, epoch, is_sound, say, texts
from copies.versions import become_later

from parlour.copies.places import Place, version_in
from parlour.copies.progress import Refused
from parlour.copies.starts import open_store, upgrade
from parlour.copies.upgrades import go_back, loss_of_going_back, snapshots_of
from parlour.store.schema_version import HEAD


def test_a_server_keeps_a_snapshot_before_it_upgrades_what_it_opens(
    chat: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = texts(chat)
    version = become_later(monkeypatch, tmp_path)
    for _ in range(2):
        open_store(chat.folder, chat.database).close()
    [snapshot] = snapshots_of(chat)
    assert (snapshot.version, snapshot.to) == (HEAD, version)
    assert snapshot.path.stat().st_mode & 0o777 == 0o600
    assert version_in(chat) == version
    assert texts(chat) == before


def test_making_tables_anew_takes_nothing_with_it(chat: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = [ask(chat, f"SELECT count(*) FROM {table}") for table in ("member", "message", "account")]
    become_later(monkeypatch, tmp_path)
    upgrade(chat)
    assert [ask(chat, f"SELECT count(*) FROM {table}") for table in ("member", "message", "account")] == held
    assert is_sound(chat)


def test_going_back_says_what_is_lost_and_brings_the_old_version(
    chat: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, life = texts(chat), epoch(chat)
    become_later(monkeypatch, tmp_path)
    upgrade(chat)
    say(chat, "after the upgrade")
    loss = loss_of_going_back(chat)
    assert {name: rows for name, rows in loss.added.items() if rows} == {"message": 1}
    go_back(chat, loss)
    assert version_in(chat) == HEAD
    assert texts(chat) == before
    assert epoch(chat) != life
    assert chat.aside is not None


def test_without_a_snapshot_there_is_no_way_back(chat: Place) -> None:
    with pytest.raises(Refused, match="no snapshot"):
        loss_of_going_back(chat)


def test_the_newest_snapshot_is_put_back_and_others_are_left_out(
    chat: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    become_later(monkeypatch, tmp_path)
    newest = upgrade(chat)
    kept = newest.parent
    (kept / "before-9000-from-0001-20200101T000000Z.tar.gz").write_bytes(b"older")
    (kept / "before-8000-from-0001-20990101T000000Z.tar.gz").write_bytes(b"of another upgrade")
    (kept / "parlour-20990101T000000Z.tar.gz").write_bytes(b"a backup")
    assert loss_of_going_back(chat).snapshot.path == newest
    assert len(snapshots_of(chat)) == 3
