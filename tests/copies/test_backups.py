"""Backing up: whole, consistent, for its owner only, and never half."""

from __future__ import annotations

import random
import subprocess
import tarfile
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

import msgspec
import pytest
from copies.chat import ask, refusal, say, started, texts
from world import World

from parlour.copies.archives import Archive, Manifest
from parlour.copies.backups import UNFINISHED, make_backup
from parlour.copies.progress import Refused
from parlour.copies.restores import restore
from parlour.copies.tables import digest_of


def test_an_archive_is_a_tar_that_says_what_it_holds(archive: Path, chat: Path) -> None:
    with tarfile.open(archive) as tar:
        names = tar.getnames()
        manifest = msgspec.json.decode(tar.extractfile("manifest.json").read(), type=Manifest)  # type: ignore[union-attr]
        assert tar.extractfile("secret").read() == (chat / "secret").read_bytes()  # type: ignore[union-attr]
    assert names[-1] == "manifest.json"
    counted = {table.name: table.rows for table in manifest.tables}
    assert counted == {name: ask(chat, f"SELECT count(*) FROM {name}")[0][0] - (name == "fact") for name in counted}
    assert counted.keys() == {"account", "session", "room", "member", "message", "fact"}


def test_an_archive_is_for_its_owner_only(archive: Path) -> None:
    assert archive.stat().st_mode & 0o777 == 0o600
    assert {path.name for path in archive.parent.iterdir()} == {archive.name, "data"}


def test_a_backup_of_what_was_restored_has_the_same_content(archive: Path, tmp_path: Path) -> None:
    restore(archive, tmp_path / "again")
    _, again = make_backup(tmp_path / "again", tmp_path / "again.tar.gz")
    with Archive(archive) as first:
        assert digest_of(first.manifest.tables) == digest_of(again.tables)
        assert first.manifest.epoch != again.epoch


def test_a_backup_is_taken_beside_the_open_store_and_has_all_that_was_written(world: World, tmp_path: Path) -> None:
    say(world.store, world.kit, world.room, "just now")
    path, manifest = make_backup(world.store.folder, tmp_path)
    say(world.store, world.kit, world.room, "too late")
    restore(path, tmp_path / "restored")
    assert texts(tmp_path / "restored")[-1] == "just now"
    assert manifest.newest is not None


def test_a_folder_gets_an_archive_that_is_named_by_the_time(chat: Path, tmp_path: Path) -> None:
    path, _ = make_backup(chat, tmp_path)
    assert path.parent == tmp_path
    assert path.match("parlour-20[0-9][0-9]*T*Z.tar.gz")


def test_a_file_that_is_there_is_not_written_over(chat: Path, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("mine")
    with pytest.raises(Refused, match="is there already"):
        make_backup(chat, tmp_path / "precious")
    assert (tmp_path / "precious").read_text() == "mine"


def test_a_folder_without_a_database_is_not_backed_up(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no database"):
        make_backup(tmp_path, tmp_path / "backup.tar.gz")
    assert list(tmp_path.iterdir()) == []


def test_a_backup_does_not_follow_a_link_laid_out_for_it(chat: Path, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("mine")
    (tmp_path / UNFINISHED).symlink_to(tmp_path / "precious")
    assert UNFINISHED in refusal("backup", "--data", chat, tmp_path / "backup.tar.gz")
    assert (tmp_path / "precious").read_text() == "mine"


def test_two_backups_into_one_folder_do_not_meet(chat: Path, tmp_path: Path) -> None:
    def during(_label: str, _length: int):  # type: ignore[no-untyped-def]
        with pytest.raises(Refused, match="another backup"):
            make_backup(chat, tmp_path / "second.tar.gz")
        raise Refused("enough")

    with pytest.raises(Refused, match="enough"):
        make_backup(chat, tmp_path / "first.tar.gz", during)
    assert list(tmp_path.iterdir()) == [chat]


def test_a_full_disk_leaves_nothing_half(chat: Path, tmp_path: Path) -> None:
    (chat / "secret").write_text(token_hex(100_000))  # does not get smaller
    target = tmp_path / "backup.tar.gz"
    assert refusal("backup", "--data", chat, target, file_limit=50_000) == f"{target}: File too large"
    assert list(tmp_path.iterdir()) == [chat]


def test_a_killed_backup_leaves_no_archive_and_the_next_one_works(chat: Path, tmp_path: Path) -> None:
    target = tmp_path / "kept" / "backup.tar.gz"
    target.parent.mkdir()
    chance = random.Random(37)
    for _ in range(6):
        process = started("backup", "--data", chat, target)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=chance.uniform(0.05, 0.6))
        process.kill()
        process.communicate()
        if target.exists():
            with Archive(target):
                target.unlink()
    make_backup(chat, target)
    assert list(target.parent.iterdir()) == [target]
