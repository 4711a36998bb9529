"""Backing up: whole, consistent, for its owner only, and never half."""

from __future__ import annotations

import random
import tarfile
from pathlib import Path
from secrets import token_hex

import msgspec
import pytest
from copies.chat import ask, change, flags, furnished, killed_after, refusal, say, texts

from parlour.copies.addresses import place_at
from parlour.copies.archives import Archive, Manifest
from parlour.copies.backups import UNFINISHED, make_backup
from parlour.copies.places import Place, snapshot_of
from parlour.copies.progress import Refused
from parlour.copies.restores import restore
from parlour.copies.tables import columns_of, digest_of, tables_in
from parlour.store import Store


def test_an_archive_is_a_tar_that_says_what_it_holds(archive: Path, chat: Place) -> None:
    with tarfile.open(archive) as tar:
        names = tar.getnames()
        manifest = msgspec.json.decode(tar.extractfile("manifest.json").read(), type=Manifest)  # type: ignore[union-attr]
        assert tar.extractfile("secret").read() == (chat.folder / "secret").read_bytes()  # type: ignore[union-attr]
    assert names[-1] == "manifest.json"
    counted = {table.name: table.rows for table in manifest.tables}
    assert counted == {name: ask(chat, f"SELECT count(*) FROM {name}")[0][0] - (name == "fact") for name in counted}
    assert {"account", "session", "room", "member", "message", "fact"} <= counted.keys()


def test_an_archive_is_for_its_owner_only(archive: Path) -> None:
    assert archive.stat().st_mode & 0o777 == 0o600
    assert {path.name for path in archive.parent.iterdir()} == {archive.name, "data"}


def test_every_column_holds_what_json_spells_alike_everywhere(chat: Place) -> None:
    with snapshot_of(chat) as connection:
        tables = tables_in(connection)
        kinds = {table.c[name].type.python_type for table in tables for name in columns_of(table)}
    assert kinds <= {int, str, bool}


def test_a_backup_of_what_was_restored_has_the_same_content(archive: Path, elsewhere: Place, tmp_path: Path) -> None:
    restore(archive, elsewhere)
    _, again = make_backup(elsewhere, tmp_path / "again.tar.gz")
    with Archive(archive) as first:
        assert digest_of(first.manifest.tables) == digest_of(again.tables)
        assert first.manifest.epoch != again.epoch


def test_both_databases_are_spelled_alike(archive: Path, elsewhere: Place, tmp_path: Path) -> None:
    sqlite = place_at(tmp_path / "sqlite", "")
    restore(archive, sqlite)
    restore(archive, elsewhere)
    contents = [
        make_backup(place, tmp_path / f"{number}.tar.gz")[1] for number, place in enumerate([sqlite, elsewhere])
    ]
    assert contents[0].tables == contents[1].tables


def test_a_backup_is_taken_beside_the_open_store(chat: Place, elsewhere: Place, tmp_path: Path) -> None:
    say(chat, "just now")
    store = Store(chat.folder, database=chat.database)
    path, manifest = make_backup(chat, tmp_path)
    store.close()
    say(chat, "too late")
    restore(path, elsewhere)
    assert texts(elsewhere)[-1] == "just now"
    assert manifest.newest is not None
    assert manifest.newest.seq == len(texts(elsewhere))


def test_a_folder_gets_an_archive_that_is_named_by_the_time(chat: Place, tmp_path: Path) -> None:
    path, _ = make_backup(chat, tmp_path)
    assert path.parent == tmp_path
    assert path.match("parlour-20[0-9][0-9]*T*Z.tar.gz")


def test_a_file_that_is_there_is_not_written_over(chat: Place, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("mine")
    with pytest.raises(Refused, match="is there already"):
        make_backup(chat, tmp_path / "precious")
    assert (tmp_path / "precious").read_text() == "mine"


def test_where_no_chat_is_nothing_is_backed_up(elsewhere: Place, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no chat"):
        make_backup(elsewhere, tmp_path / "backup.tar.gz")
    assert list(tmp_path.glob("*backup*")) == []


def test_a_backup_does_not_follow_a_link_laid_out_for_it(folder: Path, tmp_path: Path) -> None:
    furnished(folder)
    (tmp_path / "precious").write_text("mine")
    (tmp_path / UNFINISHED).symlink_to(tmp_path / "precious")
    assert UNFINISHED in refusal("backup", "--data", folder, tmp_path / "backup.tar.gz")
    assert (tmp_path / "precious").read_text() == "mine"


def test_two_backups_into_one_folder_do_not_meet(chat: Place, tmp_path: Path) -> None:
    def during(_label: str, _length: int):  # type: ignore[no-untyped-def]
        with pytest.raises(Refused, match="another backup"):
            make_backup(chat, tmp_path / "second.tar.gz")
        raise Refused("enough")

    with pytest.raises(Refused, match="enough"):
        make_backup(chat, tmp_path / "first.tar.gz", during)
    assert list(tmp_path.iterdir()) == [chat.folder]


def test_a_full_disk_leaves_nothing_half(folder: Path, tmp_path: Path) -> None:
    furnished(folder)
    (folder / "secret").write_text(token_hex(100_000))  # does not get smaller
    target = tmp_path / "backup.tar.gz"
    assert refusal("backup", "--data", folder, target, file_limit=50_000) == f"{target}: File too large"
    assert list(tmp_path.iterdir()) == [folder]


def test_a_killed_backup_leaves_no_archive_and_the_next_one_works(chat: Place, tmp_path: Path) -> None:
    target = tmp_path / "kept" / "backup.tar.gz"
    target.parent.mkdir()
    chance = random.Random(37)
    for _ in range(5):
        killed_after(chance.uniform(0.1, 0.8), "backup", *flags(chat), target)
        if target.exists():
            with Archive(target):
                target.unlink()
    make_backup(chat, target)
    assert list(target.parent.iterdir()) == [target]


def test_pages_that_cannot_be_read_are_said(folder: Path, tmp_path: Path) -> None:
    place = furnished(folder)
    change(place, "PRAGMA user_version = 1")
    database = folder / "parlour.db"
    whole = database.read_bytes()
    database.write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))
    assert refusal("backup", "--data", folder, tmp_path / "x").startswith("the database cannot be used: ")
    assert not (tmp_path / "x").exists()
