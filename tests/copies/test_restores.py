"""Restoring: a new life of the same content, and nothing lost of what was there before."""

from __future__ import annotations

from pathlib import Path

import pytest
from copies.chat import epoch, is_sound, refusal, say, texts
from world import World, person

from parlour.copies.backups import make_backup
from parlour.copies.places import FILES
from parlour.copies.progress import Refused
from parlour.copies.restores import restore
from parlour.store import Store
from parlour.store.lock import DataInUse


def test_what_was_backed_up_is_there_again(archive: Path, chat: Path, tmp_path: Path) -> None:
    restored = restore(archive, tmp_path / "restored")
    assert restored.aside is None
    assert texts(tmp_path / "restored") == texts(chat)
    assert is_sound(tmp_path / "restored")
    assert [(tmp_path / "restored" / name).read_text() for name in FILES] == [
        (chat / name).read_text() for name in FILES
    ]


def test_the_restored_has_a_life_of_its_own(archive: Path, chat: Path, tmp_path: Path) -> None:
    lives = {epoch(chat)}
    for name in ("one", "two"):
        restore(archive, tmp_path / name)
        lives.add(epoch(tmp_path / name))
    assert len(lives) == 3


def test_the_restored_is_for_its_owner_only(archive: Path, tmp_path: Path) -> None:
    restore(archive, tmp_path / "restored")
    assert (tmp_path / "restored").stat().st_mode & 0o777 == 0o700
    assert {path.name for path in (tmp_path / "restored").iterdir()} == {"parlour.db", "parlour.lock", "secret"}
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "restored").iterdir()} == {0o600}


def test_a_number_is_not_given_again_after_a_restore(world: World, tmp_path: Path) -> None:
    gone = person(world.store, "Gone")
    world.store.write(lambda tx: tx.connection.exec_driver_sql("DELETE FROM account WHERE username = 'Gone'"))
    path, _ = make_backup(world.store.folder, tmp_path)
    restore(path, tmp_path / "restored")
    store = Store(tmp_path / "restored")
    assert person(store, "New").id == gone.id + 1
    store.close()


def test_what_is_there_is_kept_unless_it_may_be_replaced(archive: Path, chat: Path) -> None:
    before = texts(chat)
    with pytest.raises(Refused, match="--replace"):
        restore(archive, chat)
    assert texts(chat) == before


def test_what_is_replaced_is_set_aside_whole(world: World, tmp_path: Path) -> None:
    path, _ = make_backup(world.store.folder, tmp_path)
    say(world.store, world.kit, world.room, "after the backup")
    world.store.close()
    before = texts(world.store.folder)
    aside = restore(path, world.store.folder, replace=True).aside
    assert aside is not None
    assert texts(world.store.folder) == before[:-1]
    assert texts(aside) == before
    assert is_sound(aside)


def test_a_damaged_database_is_set_aside_with_its_log(archive: Path, chat: Path) -> None:
    (chat / "parlour.db").write_bytes(b"\xff" * 8192)
    (chat / "parlour.db-wal").write_bytes(b"the only copy")
    aside = restore(archive, chat, replace=True).aside
    assert aside is not None
    assert (aside / "parlour.db").read_bytes() == b"\xff" * 8192
    assert (aside / "parlour.db-wal").read_bytes() == b"the only copy"
    assert is_sound(chat)


def test_a_folder_in_use_is_left_alone(world: World, tmp_path: Path) -> None:
    path, _ = make_backup(world.store.folder, tmp_path)
    with pytest.raises(DataInUse):
        restore(path, world.store.folder, replace=True)


def test_an_archive_of_a_later_parlour_is_refused(chat: Path, tmp_path: Path) -> None:
    store = Store(chat)
    store.write(lambda tx: tx.connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    path, _ = make_backup(chat, tmp_path)
    with pytest.raises(Refused, match="later Parlour"):
        restore(path, tmp_path / "restored")
    assert not (tmp_path / "restored" / "parlour.db").exists()


def test_a_full_disk_leaves_the_folder_as_it_was(archive: Path, tmp_path: Path) -> None:
    data = tmp_path / "restored"
    assert refusal("restore", "--data", data, archive, file_limit=60_000)
    assert [path.name for path in data.iterdir()] == ["parlour.lock"]
