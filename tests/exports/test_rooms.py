"""A room as it is exported: all of it, readable by programs and by people, and nothing of anybody else's."""

from __future__ import annotations

import io
import json
import re
import tracemalloc
import zipfile
from typing import Any

import pytest
from world import World

from parlour import wire
from parlour.errors import NotFound
from parlour.exports import reading
from parlour.exports.rooms import export_room
from parlour.exports.source import Source
from parlour.messages.actions import Post, post_messages
from parlour.messages.editing import delete_message, edit_message
from parlour.messages.pins import pin
from parlour.messages.reactions import react
from parlour.people.actions import open_direct
from parlour.rooms.actions import rename_room
from parlour.rooms.membership import leave_room
from parlour.wire import Person


def post(world: World, actor: Person, text: str, n: int, to: int | None = None) -> int:
    return int(world.store.write_many(post_messages, Post(actor, world.room, f"key-{n:08}", text, to)).seq)


def exported(world: World, room: int | None = None, actor: Person | None = None) -> zipfile.ZipFile:
    source = Source.of(world.store.read, room or world.room, actor or world.kit)
    return zipfile.ZipFile(io.BytesIO(b"".join(export_room(source))))


def document(packed: zipfile.ZipFile) -> dict[str, Any]:
    return dict(json.loads(packed.read("room.json")))


def shape(page: str) -> str:
    """The words of a page, without its marks and its style."""
    return re.sub(r"<[^>]+>", "", page.partition("</head>")[2])


@pytest.fixture
def talk(world: World) -> World:
    """A message with everything on it, one that answers it, one that is gone, one edited."""
    first = post(world, world.kit, "The **kettle** <b>is</b> on", 1)
    post(world, world.mira, "Thanks!", 2, first)
    gone, edited = post(world, world.kit, "secret", 3), post(world, world.kit, "teh tea", 4)
    world.store.write(lambda tx: react(tx, world.mira, world.room, first, "\U0001f44d", on=True))
    world.store.write(lambda tx: pin(tx, world.mira, world.room, first, on=True))
    world.store.write(lambda tx: delete_message(tx, world.kit, world.room, gone))
    world.store.write(lambda tx: edit_message(tx, world.kit, world.room, edited, "the tea"))
    return world


def test_room_json_has_the_messages_as_they_go_over_the_wire(talk: World) -> None:
    found = document(exported(talk))
    assert (found["format"], found["version"], found["rev"]) == ("parlour-room", 1, 10)
    said = [wire.Message(**{**one, "reactions": (), "pinned": None}) for one in found["messages"]]
    assert [one.seq for one in said] == [1, 2, 3, 4, 5, 6]
    assert [one.kind for one in said] == ["created", "joined", "message", "message", "deleted", "message"]
    first, answer, gone, edited = found["messages"][2:]
    assert first["reactions"] == [{"emoji": "\U0001f44d", "users": [talk.mira.id]}]
    assert first["pinned"]["user_id"] == talk.mira.id
    assert "<strong>kettle</strong> &lt;b&gt;" in first["html"]
    assert (answer["reply_to"], gone["message"], edited["message"]) == (3, "", "the tea")
    assert edited["edited_at"] is not None
    assert [one["username"] for one in found["people"]] == ["Kit", "Mira"]
    assert (found["room"]["name"], found["room"]["code"], found["room"]["read_seq"]) == ("Kitchen", None, 0)
    assert "secret" not in json.dumps(found)


def test_room_json_can_be_read_line_by_line(talk: World) -> None:
    lines = exported(talk).read("room.json").decode().split("\n")
    assert lines[0].endswith('"messages":[')
    end = lines.index('],"people":[')
    assert [json.loads(line.rstrip(","))["seq"] for line in lines[1:end]] == [1, 2, 3, 4, 5, 6]
    assert lines[-2:] == ["]}", ""]


def test_the_pages_show_it_all_safely_and_without_scripts(talk: World) -> None:
    post(talk, talk.mira, "<script>alert(1)</script> [x](javascript:alert(1))", 5)
    packed = exported(talk)
    page = packed.read("00001.html").decode()
    assert "<script" not in page
    assert 'href="javascript' not in page
    assert "default-src 'none'" in page
    assert "light-dark(" in page
    words = shape(page)
    for said in ("Kitchen", "kettle", "Thanks!", "This message was deleted.", "edited", "pinned", "\U0001f44d 1"):
        assert said in words
    assert 'class="quote"><a href="00001.html#m3">Kit</a> The **kettle** &lt;b&gt;is&lt;/b&gt; on' in page
    cover = packed.read("index.html").decode()
    assert "In it: Kit, Mira." in shape(cover)
    assert re.findall(r'href="([^"]+)"', cover) == ["00001.html", "room.json"]


def test_names_are_no_marks_either(talk: World) -> None:
    evil = "<script>alert(1)</script>"
    talk.store.write(lambda tx: rename_room(tx, talk.kit, talk.room, evil))
    packed = exported(talk)
    for name in ("index.html", "00001.html"):
        page = packed.read(name).decode()
        assert "<script" not in page
        assert "&lt;script&gt;" in page


def test_many_messages_are_many_pages_that_lead_to_each_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PAGE", 10)
    first = post(world, world.kit, "the first", 0)
    for n in range(1, 23):
        post(world, world.kit, f"line {n}", n, first if n == 22 else None)
    packed = exported(world)
    assert sorted(packed.namelist()) == ["00001.html", "00002.html", "00003.html", "index.html", "room.json"]
    ways = [re.findall(r'href="([0-9a-z]+\.html)"', packed.read(f"0000{n}.html").decode()) for n in (1, 2, 3)]
    assert [sorted(set(links)) for links in ways] == [
        ["00002.html", "index.html"],
        ["00001.html", "00003.html", "index.html"],
        ["00002.html", "index.html"],
    ]
    assert 'href="00001.html#m3"' in packed.read("00003.html").decode()


def test_an_empty_conversation_can_be_exported(world: World) -> None:
    room, _ = world.store.write(lambda tx: open_direct(tx, world.kit, [world.mira.id]))
    packed = exported(world, room.id)
    assert document(packed)["messages"] == []
    assert "Nothing was said here" in packed.read("index.html").decode()
    assert packed.testzip() is None


def test_outsiders_get_nothing_and_who_is_put_out_gets_no_further(talk: World) -> None:
    with pytest.raises(NotFound):
        exported(talk, actor=talk.otto)
    parts = export_room(Source.of(talk.store.read, talk.room, talk.mira))
    next(parts)
    talk.store.write(lambda tx: leave_room(tx, talk.mira, talk.room))
    with pytest.raises(NotFound):
        list(parts)


def test_what_is_written_meanwhile_is_left_out_and_what_is_changed_says_so(talk: World) -> None:
    source = Source.of(talk.store.read, talk.room, talk.kit)
    late = post(talk, talk.kit, "too late", 9)
    changed = talk.store.write(lambda tx: edit_message(tx, talk.kit, talk.room, 3, "changed meanwhile"))
    found = document(zipfile.ZipFile(io.BytesIO(b"".join(export_room(source)))))
    assert late not in [one["seq"] for one in found["messages"]]
    assert {one["seq"]: one["rev"] for one in found["messages"]}[3] == changed.rev > found["rev"]


def test_a_large_room_takes_no_memory_of_its_size(world: World) -> None:
    def peak() -> int:
        tracemalloc.start()
        for _ in export_room(Source.of(world.store.read, world.room, world.kit)):
            pass
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    def say(count: int, start: int) -> None:
        text = "a line of some length, as people write them " * 8
        posts = [Post(world.kit, world.room, f"key-{n:08}", f"{text}{n}") for n in range(start, start + count)]
        world.store.write(lambda tx: post_messages(tx, posts))

    say(1_200, 0)
    few = peak()
    say(2_400, 1_200)
    assert peak() < few * 1.6
