"""What `parlour backup` and `parlour restore` say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from world import World

from parlour.cli import main


def parlour(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def refusal(*words: object) -> str:
    result = parlour(*words)
    assert (result.exit_code, result.stdout) == (1, ""), result.exception
    [line] = result.stderr.splitlines()
    return line.removeprefix("parlour: ")


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_help_says_what_it_does(command: str) -> None:
    assert len(parlour(command, "--help").stdout.splitlines()) > 8


def test_a_backup_and_what_is_restored_from_it_are_counted(world: World, tmp_path: Path) -> None:
    made = parlour("backup", "--data", world.store.folder)
    archive = world.store.folder / "backups" / made.stdout.partition(":")[0].rpartition("/")[2]
    assert re.search(r"\d bytes, 3 accounts, 1 room, 2 messages\n$", made.stdout)
    restored = parlour("restore", "--data", tmp_path / "copy", archive)
    assert restored.stdout.startswith(f"{tmp_path / 'copy'}: 3 accounts, 1 room, 2 messages, as of 20")
    replaced = parlour("restore", "--data", tmp_path / "copy", "--replace", archive)
    assert replaced.stdout.startswith(f"What was there before is in {tmp_path / 'copy'}/replaced-")


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    assert refusal("backup", "--data", tmp_path, tmp_path / "x") == f"there is no database in {tmp_path}"
    assert refusal("restore", tmp_path / "none") == f"{tmp_path / 'none'}: No such file or directory"
    assert refusal("restore", tmp_path) == f"{tmp_path}: Is a directory"


def test_a_folder_that_cannot_be_made_is_said(world: World, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    made = parlour("backup", "--data", world.store.folder, tmp_path)
    archive = made.stdout.partition(":")[0]
    assert refusal("restore", archive, "--data", tmp_path / "file" / "data").endswith(": Not a directory")


def test_a_database_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "parlour.db").write_bytes(b"something else entirely" * 100)
    assert (
        refusal("backup", "--data", tmp_path, tmp_path / "x") == "the database cannot be used: file is not a database"
    )
    assert not (tmp_path / "x").exists()


def test_an_empty_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "parlour.db").touch()
    assert refusal("backup", "--data", tmp_path, tmp_path / "x") == f"there is no database in {tmp_path}"
