"""What `parlour backup` and `parlour restore` say."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from copies.chat import change, furnished
from copies.versions import become_later

from parlour.cli import main
from parlour.copies.addresses import place_at
from parlour.store.schema_version import HEAD


@pytest.fixture
def chat(folder: Path) -> Path:
    """The data folder of a kitchen where something was said."""
    return furnished(folder).folder


def parlour(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def refusal(*words: object) -> str:
    result = parlour(*words)
    assert (result.exit_code, result.stdout) == (1, ""), result.exception
    [line] = result.stderr.splitlines()
    return line.removeprefix("parlour: ")


@pytest.mark.parametrize("command", ["backup", "restore", "upgrade", "move", "seed", "export", "import", "claim"])
def test_help_says_what_it_does(command: str) -> None:
    assert len(parlour(command, "--help").stdout.splitlines()) > 8


def test_a_backup_and_what_is_restored_from_it_are_counted(chat: Path, tmp_path: Path) -> None:
    made = parlour("backup", "--data", chat)
    archive = chat / "backups" / made.stdout.partition(":")[0].rpartition("/")[2]
    assert re.search(r"\d bytes, 2 accounts, 1 room, 32 messages\n$", made.stdout)
    restored = parlour("restore", "--data", tmp_path / "copy", archive)
    assert restored.stdout.startswith(f"{tmp_path / 'copy'}: 2 accounts, 1 room, 32 messages, as of 20")
    replaced = parlour("restore", "--data", tmp_path / "copy", "--replace", archive)
    assert replaced.stdout.startswith(f"What was there before is in {tmp_path / 'copy'}/replaced-")


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    assert refusal("backup", "--data", tmp_path, tmp_path / "x") == f"there is no chat in {tmp_path}"
    assert refusal("restore", tmp_path / "none") == f"{tmp_path / 'none'}: No such file or directory"
    assert refusal("restore", tmp_path) == f"{tmp_path}: Is a directory"


def test_a_folder_that_cannot_be_made_is_said(chat: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    made = parlour("backup", "--data", chat, tmp_path)
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
    assert refusal("backup", "--data", tmp_path, tmp_path / "x") == f"there is no chat in {tmp_path}"


def test_a_drill_says_what_it_checked(chat: Path, tmp_path: Path) -> None:
    archive = parlour("backup", "--data", chat, tmp_path).stdout.partition(":")[0]
    drilled = parlour("restore", "--drill", archive)
    assert drilled.exit_code == 0
    assert drilled.stdout.splitlines()[-1].startswith("ready to serve after ")


def test_an_upgrade_that_is_not_due_is_said(chat: Path, tmp_path: Path) -> None:
    shown = parlour("upgrade", "--data", chat)
    assert shown.stdout == f"{chat} is of schema {HEAD}, this Parlour's is {HEAD}\nnothing to do\n"
    assert "there is no snapshot" in refusal("upgrade", "--back", "--data", chat)
    assert refusal("upgrade", "--data", tmp_path) == f"there is no chat in {tmp_path}"


def test_a_database_of_a_later_parlour_is_told_of_the_way_back(chat: Path) -> None:
    change(place_at(chat, ""), "UPDATE alembic_version SET version_num = '9999'")
    assert "go back with --back" in parlour("upgrade", "--data", chat).stdout
    assert "parlour upgrade --back" in refusal("serve", "--port", "0", "--data", chat)


def test_an_upgrade_and_the_way_back_are_done_when_told_to(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    become_later(monkeypatch, tmp_path)
    assert "to upgrade it now: --yes" in parlour("upgrade", "--data", folder).stdout
    assert "upgraded; the snapshot is" in parlour("upgrade", "--yes", "--data", folder).stdout
    asked = parlour("upgrade", "--back", "--data", folder)
    assert (asked.exit_code, asked.stderr) == (1, "parlour: nothing was done; to put it back: --yes\n")
    assert "loses what was added since: 0 accounts, 0 rooms, 0 messages" in asked.stdout
    done = parlour("upgrade", "--back", "--yes", "--data", folder)
    assert f"is of schema {HEAD} again: start Parlour" in done.stdout


def test_a_move_says_where_the_chat_is_now(folder: Path, tmp_path: Path) -> None:
    there, back = tmp_path / "there", ["--data", tmp_path / "there"]
    assert parlour("move", "--to", there, "--data", folder).stdout.splitlines() == [
        f"{there}: 0 accounts, 0 rooms, 0 messages",
        f"Start Parlour with `data` at {there} and without the setting `database`.",
    ]
    assert "was moved to" in refusal("serve", "--port", "0", "--data", folder)
    assert parlour("move", "--to", folder, *back).stdout.startswith(f"What was there before is in {folder}/replaced-")


def test_an_address_that_nobody_answers_is_said(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    address = f"postgresql://nobody:secret@127.0.0.1:{port}/none"
    said = [refusal("move", "--to", address, "--data", folder), refusal("backup", "--database", address, folder)]
    assert [line for line in said if "refused" not in line or "secret" in line] == []


def test_an_interrupted_command_says_so(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("parlour.copies.backups.make_backup", interrupted)
    assert refusal("backup", "--data", folder, tmp_path / "x") == "interrupted"


def test_a_chat_is_seeded_and_what_it_is_like_is_said(tmp_path: Path) -> None:
    made = parlour("seed", "--messages", 30, "--rooms", 2, "--people", 3, "--data", tmp_path / "data")
    assert made.stdout.startswith(f"{tmp_path / 'data'}: 30 messages in 2 rooms of 3 people\n")
    assert re.search(r"\nEverybody's password is \S{12}, and Ada is in every room.\n$", made.stdout)
    assert refusal("seed", "--data", tmp_path / "data").startswith("there is a chat in ")
