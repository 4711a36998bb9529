"""Rooms on the command line: one, or all, as they were at one moment, in a file that is whole or not there."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from copies.chat import change, flags, furnished, refusal, run, say

from parlour.copies.exports import UNFINISHED, export_chat
from parlour.copies.places import Place
from parlour.copies.progress import Refused


def members(file: Path) -> list[str]:
    with zipfile.ZipFile(file) as packed:
        return packed.namelist()


def test_one_room_and_all_of_them(chat: Place, tmp_path: Path) -> None:
    assert export_chat(chat, tmp_path / "one.zip", 1) == 1
    assert members(tmp_path / "one.zip") == ["room.json", "00001.html", "index.html"]
    assert export_chat(chat, tmp_path / "all.zip", None) == 1
    with zipfile.ZipFile(tmp_path / "all.zip") as packed:
        assert packed.namelist()[:2] == ["chat.json", "index.html"]
        assert [room["name"] for room in json.loads(packed.read("chat.json"))["rooms"]] == ["Kitchen"]
        assert 'href="rooms/1/index.html"' in packed.read("index.html").decode()
        assert len(json.loads(packed.read("rooms/1/room.json"))["messages"]) == 32
    assert (tmp_path / "all.zip").stat().st_mode & 0o777 == 0o600


def test_it_is_of_one_moment_whoever_writes_meanwhile(chat: Place, tmp_path: Path) -> None:
    class Meanwhile:
        said = 0

        def __enter__(self) -> Meanwhile:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def __call__(self, steps: int) -> None:
            if steps and not self.said:
                self.said += 1
                say(chat, "too late")

    export_chat(chat, tmp_path / "one.zip", 1, lambda _label, _length: Meanwhile())
    with zipfile.ZipFile(tmp_path / "one.zip") as packed:
        assert b"too late" not in packed.read("room.json") + packed.read("00001.html")


def test_what_cannot_be_is_refused_and_leaves_no_file(chat: Place, tmp_path: Path) -> None:
    (tmp_path / "there").touch()
    with pytest.raises(Refused, match="is there already"):
        export_chat(chat, tmp_path / "there", None)
    with pytest.raises(Refused, match="there is no room 7; there are 1"):
        export_chat(chat, tmp_path / "x.zip", 7)
    change(chat, "UPDATE alembic_version SET version_num = '0001'")
    with pytest.raises(Refused, match="another version"):
        export_chat(chat, tmp_path / "x.zip", None)
    assert sorted(path.name for path in tmp_path.iterdir() if "zip" in path.name or path.name == UNFINISHED) == []


def test_the_command_says_what_it_wrote(folder: Path, tmp_path: Path) -> None:
    place = furnished(folder)
    assert run("export", "--room", 1, tmp_path / "one.zip", *flags(place)).endswith(" bytes, 1 room\n")
    for wrong in ([], ["--all", "--room", 1]):
        assert refusal("export", tmp_path / "x.zip", *wrong, *flags(place)) == "say what to export: --all, or --room ID"
