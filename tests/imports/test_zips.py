"""Zips that are none, or were made to do harm: one clear line, and nothing read of them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from parlour.copies.progress import Refused
from parlour.imports import zips
from parlour.imports.zips import Zip


def packed(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "some.zip"


def test_members_are_read_whole_and_by_line(file: Path) -> None:
    with Zip(packed(file, {"a.json": b"one\ntwo\n", "b/c.json": b"{}"})) as opened:
        assert opened.names == {"a.json", "b/c.json"}
        assert opened.read("b/c.json") == b"{}"
        assert list(opened.lines("a.json")) == [b"one\n", b"two\n"]


@pytest.mark.parametrize("content", [b"", b"no zip at all", b"PK\x03\x04" + bytes(50)])
def test_another_file_is_refused(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(Refused, match="is no zip"):
        Zip(file)


@pytest.mark.parametrize("name", ["../up.json", "/etc/passwd", "a/../../b", "C:/x.json", "a\\b.json"])
def test_names_of_other_places_are_refused(file: Path, name: str) -> None:
    info = zipfile.ZipInfo("x")
    info.filename = name
    with zipfile.ZipFile(file, "w") as made:
        made.writestr(info, b"x")
    with pytest.raises(Refused, match="names another place"):
        Zip(file)


def test_a_bomb_is_refused_before_it_is_unpacked(file: Path) -> None:
    packed(file, {"users.json": bytes(30 << 20)})
    assert file.stat().st_size < 100_000
    with pytest.raises(Refused, match="would become 30 MB"):
        Zip(file)


@pytest.mark.parametrize(
    ("limit", "value", "words"),
    [("MEMBERS_LIMIT", 1, "too many members"), ("TOTAL_LIMIT", 5, "too large when it is unpacked")],
)
def test_there_are_limits(file: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int, words: str) -> None:
    monkeypatch.setattr(zips, limit, value)
    with pytest.raises(Refused, match=words):
        Zip(packed(file, {"a": b"aaa", "b": b"bbb"}))


def test_what_is_read_at_once_is_limited(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "MEMBER_LIMIT", 5)
    monkeypatch.setattr(zips, "LINE_LIMIT", 5)
    with Zip(packed(file, {"a": b"a" * 6})) as opened:
        with pytest.raises(Refused, match="too large"):
            opened.read("a")
        with pytest.raises(Refused, match="a line that is too long"):
            list(opened.lines("a"))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_refused(file: Path) -> None:
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("a", b"1")
        made.writestr("a", b"2")
    with pytest.raises(Refused, match="two members of one name"):
        Zip(file)


def test_a_password_is_refused(file: Path) -> None:
    data = bytearray(packed(file, {"a": b"1"}).read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    file.write_bytes(data)
    with pytest.raises(Refused, match="is encrypted"):
        Zip(file)


def damaged(data: bytearray) -> None:
    data[32:36] = b"\xff\xff\xff\xff"


@pytest.mark.parametrize("how", [damaged])
def test_a_damaged_member_is_refused(file: Path, how: Callable[[bytearray], None]) -> None:
    data = bytearray(packed(file, {"a": b"hello, hello, hello"}).read_bytes())
    how(data)
    file.write_bytes(data)
    with Zip(file) as opened, pytest.raises(Refused, match="is damaged"):
        opened.read("a")
