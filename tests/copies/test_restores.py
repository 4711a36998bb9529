"""Restoring: a new life of the same content, and nothing lost of what was there before."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from cluster import Cluster
from copies.chat import ask, change, epoch, flags, furnished, is_sound, killed_after, refusal, say, texts
from copies.versions import become_later
from installing import NOBODY
from world import person

from parlour.copies.addresses import place_at
from parlour.copies.backups import make_backup
from parlour.copies.places import Place, version_in
from parlour.copies.progress import Refused
from parlour.copies.restores import restore
from parlour.store import Store
from parlour.store.lock import DataInUse


def test_what_was_backed_up_is_there_again(archive: Path, chat: Place, elsewhere: Place) -> None:
    restore(archive, elsewhere)
    assert elsewhere.aside is None
    assert texts(elsewhere) == texts(chat)
    assert is_sound(elsewhere)
    assert (elsewhere.folder / "secret").read_text() == (chat.folder / "secret").read_text()


def test_each_restore_is_a_life_of_its_own(archive: Path, chat: Place, elsewhere: Place) -> None:
    lives = {epoch(chat)}
    for _ in range(2):
        restore(archive, elsewhere, replace=True)
        lives.add(epoch(elsewhere))
        change(elsewhere, "UPDATE room SET name = 'so that the second differs'")
    assert len(lives) == 3


def test_the_restored_is_for_its_owner_only(archive: Path, elsewhere: Place) -> None:
    restore(archive, elsewhere)
    assert elsewhere.folder.stat().st_mode & 0o777 == 0o700
    expected = {"parlour.lock", "secret"} | ({"parlour.db"} if not elsewhere.database else set())
    assert {path.name for path in elsewhere.folder.iterdir()} == expected
    assert {path.stat().st_mode & 0o777 for path in elsewhere.folder.iterdir()} == {0o600}


def test_a_number_is_not_given_again_after_a_restore(chat: Place, elsewhere: Place, tmp_path: Path) -> None:
    store = Store(chat.folder, database=chat.database)
    gone = person(store, "Gone")
    store.close()
    change(chat, "DELETE FROM account WHERE username = 'Gone'")
    restore(make_backup(chat, tmp_path)[0], elsewhere)
    store = Store(elsewhere.folder, database=elsewhere.database)
    assert person(store, "New").id == gone.id + 1
    store.close()


def test_what_is_there_is_kept_unless_it_may_be_replaced(archive: Path, chat: Place) -> None:
    before = texts(chat)
    with pytest.raises(Refused, match="--replace"):
        restore(archive, chat)
    assert texts(chat) == before


def test_what_is_replaced_is_set_aside_whole(archive: Path, chat: Place) -> None:
    say(chat, "after the backup")
    before = texts(chat)
    restore(archive, chat, replace=True)
    assert chat.aside is not None
    assert texts(chat) == before[:-1]
    aside = put_back(chat)
    assert texts(aside) == before
    assert is_sound(aside)


def put_back(chat: Place) -> Place:
    """Return what was set aside as a place."""
    assert chat.aside is not None
    if not chat.database:
        return place_at(Path(chat.aside), "")
    schema = chat.aside.split()[2]
    return place_at(chat.folder, f"{chat.database}?options=-csearch_path%3D{schema}")


def test_a_damaged_database_is_set_aside_with_its_log(folder: Path, tmp_path: Path) -> None:
    place = furnished(folder)
    archive, _ = make_backup(place, tmp_path)
    (folder / "parlour.db").write_bytes(b"\xff" * 8192)
    (folder / "parlour.db-wal").write_bytes(b"the only copy")
    restore(archive, place, replace=True)
    assert (Path(str(place.aside)) / "parlour.db").read_bytes() == b"\xff" * 8192
    assert (Path(str(place.aside)) / "parlour.db-wal").read_bytes() == b"the only copy"
    assert is_sound(place)


def test_what_is_in_use_is_left_alone(archive: Path, chat: Place) -> None:
    store = Store(chat.folder, database=chat.database)
    with pytest.raises(DataInUse):
        restore(archive, chat, replace=True)
    store.close()


def test_a_database_in_use_is_left_alone_from_every_folder(cluster: Cluster, folder: Path, tmp_path: Path) -> None:
    place = furnished(folder, cluster.create_empty())
    archive, _ = make_backup(place, tmp_path)
    store = Store(folder, database=place.database)
    with pytest.raises(DataInUse):
        restore(archive, place_at(tmp_path / "another", place.database), replace=True)
    store.close()


def test_an_archive_of_a_later_parlour_is_refused(chat: Place, elsewhere: Place, tmp_path: Path) -> None:
    change(chat, "UPDATE alembic_version SET version_num = '9999'")
    path, _ = make_backup(chat, tmp_path)
    with pytest.raises(Refused, match="later Parlour"):
        restore(path, elsewhere)
    assert list(elsewhere.folder.glob("*.db")) == []


def test_a_full_disk_leaves_the_folder_as_it_was(folder: Path, tmp_path: Path) -> None:
    archive, _ = make_backup(furnished(folder), tmp_path)
    data = tmp_path / "restored"
    assert refusal("restore", "--data", data, archive, file_limit=60_000)
    assert [path.name for path in data.iterdir()] == ["parlour.lock"]


def test_a_killed_restore_leaves_the_old_or_the_new(archive: Path, chat: Place) -> None:
    say(chat, "only in the old")
    old, new = texts(chat), texts(chat)[:-1]
    chance = random.Random(18)
    for _ in range(5):
        killed_after(chance.uniform(0.1, 1.2), "restore", "--replace", *flags(chat), archive)
        assert texts(chat) in (old, new)
        assert is_sound(chat)
    restore(archive, chat, replace=True)
    assert texts(chat) == new
    assert not (chat.folder / ".unfinished").exists()


def test_what_is_replaced_again_in_the_same_second_is_kept_apart(archive: Path, chat: Place) -> None:
    for _ in range(4):
        restore(archive, chat, replace=True)
    assert len(list(chat.folder.glob("replaced-*"))) in (0, 4)  # in PostgreSQL they are schemas


def test_a_database_of_others_is_left_alone(cluster: Cluster, folder: Path, tmp_path: Path) -> None:
    archive, _ = make_backup(furnished(folder), tmp_path)
    theirs = place_at(tmp_path / "elsewhere", cluster.create_empty())
    change(theirs, "CREATE TABLE theirs (id int)")
    with pytest.raises(Refused, match="not Parlour's"):
        restore(archive, theirs, replace=True)
    assert ask(theirs, "SELECT count(*) FROM theirs") == [(0,)]


def test_an_older_archive_is_brought_up_to_date(
    archive: Path, chat: Place, elsewhere: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = become_later(monkeypatch, tmp_path)
    restore(archive, elsewhere)
    assert version_in(elsewhere) == version
    assert texts(elsewhere) == texts(chat)
    assert ask(elsewhere, "SELECT DISTINCT mood FROM account") == [("calm",)]


def test_what_root_restores_belongs_to_whom_the_folder_belongs(folder: Path, tmp_path: Path) -> None:
    archive, _ = make_backup(furnished(folder), tmp_path)
    data = tmp_path / "served"
    data.mkdir()
    owner = NOBODY if os.geteuid() == 0 else os.geteuid()
    os.chown(data, owner, -1)
    for _ in range(2):
        restore(archive, place_at(data, ""), replace=True)
        change(place_at(data, ""), "UPDATE room SET name = 'so that the second differs'")
    assert {path.stat().st_uid for path in data.rglob("*")} == {owner}
    assert {path.stat().st_mode & 0o077 for path in data.rglob("*")} == {0}
