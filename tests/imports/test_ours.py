"""What was exported here comes back elsewhere as it was, and what was changed by hand is refused."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from copies.chat import furnished
from imports.sample import Chat
from world import person

from parlour.copies.addresses import place_at
from parlour.copies.exports import export_chat
from parlour.copies.progress import Refused
from parlour.imports.importing import import_file
from parlour.messages.actions import Post, post_messages
from parlour.messages.editing import delete_message, edit_message
from parlour.messages.pins import pin
from parlour.messages.reactions import react
from parlour.people.actions import open_direct
from parlour.rooms.actions import create_room
from parlour.rooms.keeping import set_retention
from parlour.store import Store


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A chat with everything that a message can have, exported whole."""
    folder = tmp_path / "source"
    folder.mkdir()
    store = Store(folder)
    kit, mira = person(store, "Kit"), person(store, "Mira", "guest")
    room = store.write(lambda tx: create_room(tx, kit, "Kitchen", is_open=False)).id
    first = store.write_many(post_messages, Post(kit, room, "key-00000001", "**one**")).seq
    store.write_many(post_messages, Post(kit, room, "key-00000002", "two", first))
    gone = store.write_many(post_messages, Post(kit, room, "key-00000003", "three")).seq
    store.write(lambda tx: react(tx, kit, room, first, "\U0001f44d", on=True))
    store.write(lambda tx: edit_message(tx, kit, room, first, "**one**, better"))
    store.write(lambda tx: pin(tx, kit, room, first, on=True))
    store.write(lambda tx: delete_message(tx, kit, room, gone))
    store.write(lambda tx: set_retention(tx, kit, room, 30))
    direct = store.write(lambda tx: open_direct(tx, kit, [mira.id]))[0].id
    store.write_many(post_messages, Post(mira, direct, "key-00000004", "between us"))
    store.close()
    export_chat(place_at(folder, ""), tmp_path / "all.zip", None)
    return tmp_path / "all.zip"


def test_rooms_come_back_as_they_were(source: Path, folder: Path, database: str) -> None:
    report = import_file(source, folder, database)
    chat = Chat(folder, database)
    assert [(row.username, row.role, row.password) for row in chat.people.values()] == [
        ("Kit", "member", None),
        ("Mira", "member", None),
    ]
    kitchen = chat.room("Kitchen")
    assert (kitchen.open, chat.name(kitchen.owner_id), kitchen.keep_days) == (False, "Kit", None)
    created, one, two, gone = chat.said(kitchen.id)
    assert (created.kind, gone.kind, gone.body) == ("created", "deleted", "")
    assert (one.body, two.reply_to, one.reactions) == ("**one**, better", one.seq, 1)
    assert one.edited_at > one.created_at
    assert (chat.name(one.pinned_by), one.pinned_at is not None) == ("Kit", True)
    [direct] = [row for row in chat.rooms.values() if row.kind == "direct"]
    assert [row.body for row in chat.said(direct.id)] == ["between us"]
    assert report.left("lines that concern the room where it was") == 1


def test_twice_is_once(source: Path, folder: Path, database: str) -> None:
    import_file(source, folder, database)
    before = Chat(folder, database).everything()
    import_file(source, folder, database)
    assert Chat(folder, database).everything() == before


def test_one_room_comes_by_itself_and_into_the_chat_it_is_from_with_its_own_people(
    folder: Path, tmp_path: Path
) -> None:
    place = furnished(folder)
    export_chat(place, tmp_path / "one.zip", 1)
    before = Chat(folder, "")
    import_file(tmp_path / "one.zip", folder, "")
    chat = Chat(folder, "")
    assert chat.people.keys() == before.people.keys()
    assert len(chat.rooms) == 2
    assert [row.body for row in chat.said(2)] == [row.body for row in chat.said(1)]
    assert [row.author_id for row in chat.said(2)] == [row.author_id for row in chat.said(1)]


def with_room(source: Path, change: Callable[[str], str]) -> Path:
    """The same export with another room.json."""
    made = source.with_name("changed.zip")
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data.decode()) if name == "rooms/1/room.json" else data)
    return made


def relaid(text: str) -> str:
    return json.dumps(json.loads(text), indent=1)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text[: len(text) // 2], "no room that Parlour exported"),
        (relaid, "it does not begin as it should"),
        (lambda text: text.replace('"version":1', '"version":2', 1), "by a later Parlour"),
        (lambda text: text.replace("parlour-room", "other-room", 1), "it is of the format"),
        (lambda text: text.replace('"origin":"', '"origin":"../', 1), "of which chat it is"),
        (lambda text: text.replace('"origin":"', '"origin":"x', 1), "of another chat than the rest"),
        (lambda text: text.replace('"timestamp":"20', '"timestamp":"no', 1), "is no time"),
        (lambda text: text.replace('"user_id":1', '"user_id":"1"', 1), "no room that Parlour exported"),
        (lambda text: "", "it does not begin as it should"),
    ],
)
def test_what_was_changed_by_hand_is_refused_and_nothing_is_done(
    source: Path, tmp_path: Path, change: Callable[[str], str], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        import_file(with_room(source, change), tmp_path / "data", "")
    assert not (tmp_path / "data").exists()


def test_html_of_an_export_is_not_believed(source: Path, folder: Path) -> None:
    evil = with_room(source, lambda text: text.replace("<strong>", "<script>alert(1)</script><strong>"))
    import_file(evil, folder, "")
    assert not any("<script" in row.html for row in Chat(folder, "").messages)
