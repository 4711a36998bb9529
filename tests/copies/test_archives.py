"""Archives that are not what they should be: refused in one line, and nothing made of them."""

from __future__ import annotations

import gzip
import random
import shutil
import tarfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest
from copies.chat import furnished, refusal
from copies.forging import add, forged, members_of, packed

from parlour.copies.addresses import place_at
from parlour.copies.archives import Archive, Manifest
from parlour.copies.backups import make_backup
from parlour.copies.progress import Refused
from parlour.copies.restores import restore


@pytest.fixture
def archive(folder: Path, tmp_path: Path) -> Path:
    """One of a SQLite database: they are all alike."""
    return make_backup(furnished(folder), tmp_path / "backup.tar.gz")[0]


def test_a_flipped_bit_never_changes_what_is_read(archive: Path, tmp_path: Path) -> None:
    whole = archive.read_bytes()
    chance = random.Random(4)
    unnoticed, header = 0, 10  # bytes of gzip's own; the time in it says nothing about the content
    with Archive(archive) as read:
        content = list(read.parts())
    for _ in range(150):
        bit = chance.randrange(header * 8, len(whole) * 8)
        damaged = bytearray(whole)
        damaged[bit // 8] ^= 1 << bit % 8
        (tmp_path / "damaged").write_bytes(damaged)
        with suppress(Refused), Archive(tmp_path / "damaged") as read:
            assert list(read.parts()) == content  # some bits of the packing mean nothing
            unnoticed += 1
    assert unnoticed < 15


@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.9, 0.999])
def test_an_archive_cut_short_is_refused(archive: Path, share: float) -> None:
    whole = archive.read_bytes()
    archive.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(Refused, match="damaged"):
        Archive(archive)


@pytest.mark.parametrize(
    "content", [b"", b"not an archive", gzip.compress(b"x" * 5000), gzip.compress(b"\0" * 10_000_000)]
)
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other").write_bytes(content)
    assert "no backup of Parlour" in refusal("restore", "--data", tmp_path / "data", tmp_path / "other")
    assert not (tmp_path / "data").exists()


STRANGE = {
    "a path out of the folder": lambda tar: add(tar, "../escaped", b"x"),
    "a path from the root": lambda tar: add(tar, "/tmp/parlour-escaped", b"x"),
    "a symbolic link": lambda tar: add(tar, "secret", type=tarfile.SYMTYPE, linkname="/etc/passwd"),
    "a hard link": lambda tar: add(tar, "secret", type=tarfile.LNKTYPE, linkname="/etc/passwd"),
    "a device": lambda tar: add(tar, "secret", type=tarfile.CHRTYPE),
    "a folder": lambda tar: add(tar, "tables", type=tarfile.DIRTYPE),
    "another name": lambda tar: add(tar, "secret.txt", b"x"),
    "a long header of its own": lambda tar: add(tar, "secret", b"x", pax_headers={"comment": "x" * 5000}),
}


@pytest.mark.parametrize("strange", STRANGE.values(), ids=STRANGE.keys())
def test_a_tar_of_anything_else_is_refused(
    archive: Path, tmp_path: Path, strange: Callable[[tarfile.TarFile], None]
) -> None:
    with tarfile.open(tmp_path / "strange", "w:gz") as tar:
        strange(tar)
        for name, data in members_of(archive).items():
            add(tar, name, data)
    with pytest.raises(Refused, match="does not belong"):
        Archive(tmp_path / "strange")


def test_what_follows_its_end_is_refused(archive: Path) -> None:
    archive.write_bytes(archive.read_bytes() + gzip.compress(b"and more"))
    with pytest.raises(Refused, match="more after its end"):
        Archive(archive)


def test_an_archive_without_an_end_is_refused(archive: Path) -> None:
    members = members_of(archive)
    del members["manifest.json"]
    with pytest.raises(Refused, match="its end is missing"):
        Archive(packed(archive, members))


def test_a_row_that_was_changed_is_noticed(archive: Path) -> None:
    members = members_of(archive)
    part = "tables/message/000001.jsonl"
    members[part] = members[part].replace(b"line 7", b"line 8")
    with pytest.raises(Refused, match="the table message is not as it was written"):
        Archive(packed(archive, members))


@pytest.mark.parametrize("size", [(64 << 20) + 1, 1 << 40, -1])
def test_a_member_that_says_it_is_huge_is_not_read(tmp_path: Path, size: int) -> None:
    header = tarfile.TarInfo("secret")
    header.size = size
    with gzip.open(tmp_path / "huge", "wb") as stream:
        stream.write(header.tobuf(tarfile.GNU_FORMAT))
        stream.write(bytes(4096))
    with pytest.raises(Refused, match="too large"):
        Archive(tmp_path / "huge")


def test_more_than_there_is_space_for_is_refused_before_anything_is_made(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = shutil.disk_usage(tmp_path)._replace(free=1_000)
    monkeypatch.setattr("shutil.disk_usage", lambda _: full)
    with pytest.raises(Refused, match="0 MB are free"):
        restore(archive, place_at(tmp_path / "restored", ""))
    assert [path.name for path in (tmp_path / "restored").iterdir()] == ["parlour.lock"]


def test_a_member_that_the_manifest_does_not_list_is_refused(archive: Path) -> None:
    members = members_of(archive)
    members = {"tables/other/000001.jsonl": b"[1]\n"} | members
    with pytest.raises(Refused, match="not those"):
        Archive(forged(archive, members))


@pytest.mark.parametrize(
    "row",
    [
        b'[1,"key"]\n',
        b'[{"a":1},2,3,4,5,6,7,8,9,10]\n',
        b"[99999999999999999999999999,2,3,4,5,6,7,8,9,10]\n",
        b'{"id":1}\n',
        b"not json\n",
        b"[null,null,null,null,null,null,null,null,null,null]\n",
    ],
)
def test_rows_that_are_none_are_refused_and_leave_nothing(archive: Path, tmp_path: Path, row: bytes) -> None:
    members = members_of(archive)
    members["tables/message/000001.jsonl"] = row
    path = forged(archive, members)
    data = tmp_path / "restored"
    assert "damaged" in refusal("restore", "--data", data, path)
    assert [path.name for path in data.iterdir()] == ["parlour.lock"]


def test_a_row_that_refers_to_nobody_is_refused(archive: Path, tmp_path: Path) -> None:
    members = members_of(archive)
    del members["tables/account/000001.jsonl"]
    with pytest.raises(Refused, match="refer"):
        restore(forged(archive, members), place_at(tmp_path / "restored", ""))


def test_an_archive_without_a_table_of_its_version_is_refused(archive: Path, tmp_path: Path) -> None:
    members = members_of(archive)
    manifest = msgspec.json.decode(members["manifest.json"], type=Manifest)
    manifest.tables = [table for table in manifest.tables if table.name != "session"]
    members["manifest.json"] = msgspec.json.encode(manifest)
    with pytest.raises(Refused, match="tables of its version"):
        restore(forged(archive, members), place_at(tmp_path / "restored", ""))


@pytest.mark.parametrize(("field", "value"), [("format", 2), ("schema", "0000"), ("schema", "base")])
def test_an_archive_of_an_unknown_kind_is_refused(archive: Path, tmp_path: Path, field: str, value: object) -> None:
    members = members_of(archive)
    manifest = msgspec.json.decode(members["manifest.json"], type=Manifest)
    setattr(manifest, field, value)
    members["manifest.json"] = msgspec.json.encode(manifest)
    with pytest.raises(Refused):
        restore(forged(archive, members), place_at(tmp_path / "restored", ""))
    assert not (tmp_path / "restored" / "parlour.db").exists()
