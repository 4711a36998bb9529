"""The drill: it passes for what would do, and says what would not."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from copies.chat import change, furnished
from copies.forging import forged, members_of

from parlour.copies.archives import Manifest, Newest
from parlour.copies.backups import make_backup
from parlour.copies.drills import drill
from parlour.copies.places import Place
from parlour.copies.progress import Refused
from parlour.store import Store


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Where the drill works; it leaves nothing there."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def wrong(chat: Place, statement: str) -> str:
    """Return what the drill says of a chat to which this was done."""
    change(chat, statement)
    archive, _ = make_backup(chat, chat.folder / "wrong.tar.gz")
    with pytest.raises(Refused) as refused:
        list(drill(archive))
    return str(refused.value)


def test_a_good_archive_passes_and_a_server_shows_its_newest_message(archive: Path) -> None:
    lines = list(drill(archive))
    assert [line.partition(":")[0].partition(" ")[0] for line in lines[:-1]] == [
        "restored",
        "integrity",
        "references",
        "counts",
        "places",
        "the",
        "a",
        "a",
    ]
    assert lines[-1].startswith("ready to serve after ")


def test_a_chat_where_nothing_was_said_passes(folder: Path, tmp_path: Path) -> None:
    Store(folder).close()
    archive, _ = make_backup(furnished_without_words(folder), tmp_path)
    assert list(drill(archive))[-1].startswith("ready")


def furnished_without_words(folder: Path) -> Place:
    place = furnished(folder)
    change(place, "DELETE FROM message")
    return place


def test_a_room_without_members_passes(folder: Path, tmp_path: Path) -> None:
    place = furnished(folder)
    change(place, "DELETE FROM member")
    archive, _ = make_backup(place, tmp_path)
    assert list(drill(archive))[-1].startswith("ready")


def test_a_place_past_the_end_of_its_room_is_said(folder: Path) -> None:
    assert "past the end" in wrong(furnished(folder), "UPDATE room SET rev = 3")


def test_two_changes_with_one_number_are_said(folder: Path) -> None:
    assert "two changes" in wrong(furnished(folder), "UPDATE message SET rev = 9 WHERE seq IN (8, 9)")


def test_messages_out_of_order_are_said(folder: Path) -> None:
    assert "out of order" in wrong(furnished(folder), "UPDATE message SET post = 99 WHERE seq = 9")


def test_a_missing_newest_message_is_said(archive: Path) -> None:
    members = members_of(archive)
    manifest = msgspec.json.decode(members["manifest.json"], type=Manifest)
    manifest.newest = Newest(room=1, seq=999, key="not there")
    members["manifest.json"] = msgspec.json.encode(manifest)
    with pytest.raises(Refused, match="newest message"):
        list(drill(forged(archive, members)))


def test_a_server_that_does_not_start_is_said(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/bin/false")
    with pytest.raises(Refused, match="no server starts"):
        list(drill(archive))
