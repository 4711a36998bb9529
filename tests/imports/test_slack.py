"""An export of Slack becomes rooms and people here: once, in order, with a word about what could not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from copies.chat import is_sound
from imports.sample import FIRST, SECOND, USERS, Chat, slack_zip

from parlour.accounts.actions import register
from parlour.accounts.reads import credentials_of
from parlour.copies.addresses import place_at
from parlour.copies.inspections import WRONG_PLACES
from parlour.copies.progress import Refused
from parlour.imports import importing
from parlour.imports.importing import import_file
from parlour.messages.reads import run_before
from parlour.search.filling import index_everything
from parlour.search.reads import search_messages
from parlour.store import Store
from parlour.store.lock import DataInUse
from parlour.wire import Person, Search


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return slack_zip(tmp_path / "slack.zip")


@pytest.fixture
def chat(file: Path, folder: Path, database: str) -> Chat:
    import_file(file, folder, database)
    return Chat(folder, database)


def test_rooms_come_with_their_people_and_who_may_enter(chat: Chat) -> None:
    named = {row.name: row for row in chat.rooms.values() if row.kind == "room"}
    assert {name: (row.open, chat.name(row.owner_id)) for name, row in named.items()} == {
        "kitchen": (True, "Mira"),
        "attic": (True, "Kit Ode"),
        "cellar": (False, "Mira"),
    }
    assert all(row.code for row in named.values())
    inside = {
        name: [chat.name(one.account_id) for one in chat.members if one.room_id == row.id]
        for name, row in named.items()
    }
    assert inside == {"kitchen": ["Mira", "Kit Ode"], "attic": ["Kit Ode"], "cellar": ["Mira", "Gone"]}
    directs = [row.id for row in chat.rooms.values() if row.kind == "direct"]
    assert sorted(len([one for one in chat.members if one.room_id == room]) for room in directs) == [2, 3]
    assert [row.body for room in directs for row in chat.said(room)] == ["we", "just us"]


def test_messages_keep_their_time_author_edit_reactions_and_thread(chat: Chat) -> None:
    kitchen = chat.room("kitchen")
    said = chat.said(kitchen.id)
    assert [(row.kind, row.body) for row in said[:2]] == [("created", "Mira made this room"), ("joined", "Mira joined")]
    tea, answer = said[2:4]
    assert tea.body == "**Tea** is ready @Kit Ode & #attic \U0001f375"
    assert "<strong>Tea</strong>" in tea.html
    assert (tea.created_at, tea.edited_at, chat.name(tea.author_id)) == (1_700_000_010_000, 1_700_000_020_000, "Mira")
    put = [(one.emoji, chat.name(one.account_id)) for one in chat.reactions]
    assert put == [("\U0001f44d", "Kit Ode"), ("\U0001f44d", "Gone"), ("\U0001f44d", "U8"), ("\u2764\ufe0f", "Kit Ode")]
    assert (tea.reactions, tea.rev) == (4, tea.seq + 4)
    assert (answer.body, answer.reply_to, answer.seq) == ("Coming!", tea.seq, tea.rev + 1)


def test_what_programs_strangers_and_files_left_is_told_in_words(chat: Chat) -> None:
    said = {row.body: row for row in chat.said(chat.room("kitchen").id)}
    assert chat.name(said["From another team"].author_id) == "Otto"
    assert chat.name(said["**Build** 7 is done"].author_id) == "Builder"
    assert "[The (plan)](https://files.slack.com/plan.pdf)\n\nA file" in said
    assert {"_waves_", "Mira renamed the room to kitchen", "Gone left", "late"} <= said.keys()
    assert said["late"].reply_to is None
    parts = [body for body in said if body.startswith("word word")]
    assert sum(map(len, parts)) > 12_000
    assert all(len(body) <= 10_000 for body in said)


def test_the_numbers_of_every_room_are_right_and_nobody_has_anything_to_read(
    chat: Chat, folder: Path, database: str
) -> None:
    assert is_sound(place_at(folder, database))
    store = Store(folder, database=database)
    for statement in () if database else WRONG_PLACES.values():  # written for SQLite
        assert store.read(lambda tx, s=statement: tx.connection.exec_driver_sql(s).first()) is None  # type: ignore[misc]
    store.close()
    for room in chat.rooms.values():
        rows = chat.said(room.id)
        last = max((row.rev for row in rows), default=0)
        assert (room.rev, room.posts) == (last, sum(row.kind == "message" for row in rows))
        for one in chat.members:
            if one.room_id == room.id:
                assert (one.read_seq, one.read_posts) == (room.rev, room.posts)


def test_what_was_imported_is_read_in_order_and_found(chat: Chat, folder: Path, database: str) -> None:
    store = Store(folder, database=database)
    mira = next(Person(row.id, row.username, row.role) for row in chat.people.values() if row.username == "Mira")
    room = chat.room("kitchen").id
    page = store.read(lambda tx: run_before(tx, room, None, 200))
    assert [one.timestamp for one in page] == sorted(one.timestamp for one in page)
    assert [one.emoji for one in page[2].reactions] == ["\U0001f44d", "\u2764\ufe0f"]
    store.write(lambda tx: index_everything(tx, lambda _: None))
    found = store.read(lambda tx: search_messages(tx, mira, Search("another team")))
    assert [hit.username for hit in found.hits] == ["Otto"]
    store.close()


def test_nobody_can_sign_in_as_who_was_imported(chat: Chat, folder: Path, database: str) -> None:
    store = Store(folder, database=database)
    assert {row.password for row in chat.people.values()} == {None}
    assert {row.role for row in chat.people.values()} == {"member"}
    assert store.read(lambda tx: credentials_of(tx, "Mira")) is None
    store.close()


def test_twice_is_once_and_a_later_export_adds_what_is_new(
    chat: Chat, file: Path, folder: Path, database: str, tmp_path: Path
) -> None:
    report = import_file(file, folder, database)
    assert Chat(folder, database).everything() == chat.everything()
    assert report.done("messages") == report.done("people") == report.done("rooms") == 0
    assert report.done("rooms that were here already") == 5
    more = [
        {"type": "message", "user": "U2", "ts": "1700172801.000000", "text": "new", "thread_ts": "1700000010.000200"}
    ]
    import_file(slack_zip(tmp_path / "later.zip", **{"kitchen/2023-11-16": more}), folder, database)
    said = Chat(folder, database).said(chat.room("kitchen").id)
    assert len(said) == len(chat.said(chat.room("kitchen").id)) + 1
    assert (said[-1].body, said[-1].reply_to) == ("new", chat.said(chat.room("kitchen").id)[2].seq)


def test_small_transactions_make_the_same(
    chat: Chat, file: Path, folder: Path, tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if database:
        return  # one of them will do
    monkeypatch.setattr(importing, "AT_ONCE", 1)
    import_file(file, tmp_path / "other", "")
    other = Chat(tmp_path / "other", "")
    assert [row[2:] for row in other.messages] == [row[2:] for row in chat.messages]


def test_the_report_says_what_was_left(file: Path, folder: Path, database: str) -> None:
    report = import_file(file, folder, database)
    text = "\n".join(report.lines())
    for part in (
        "3 rooms", "2 direct conversations", "4 reactions",
        "1 reactions with an emoji of their own making", "2 files: they are not in the export",
        "1 replies to what is not in the export", "1 messages longer than can be here", "1 messages without any text",
        "1 entries of the kind channel_topic", "1 entries of the kind tombstone", "1 entries without an author",
        "kitchen: Tea", "attic: Old things", "@Gone\u200b (U3) is Gone", "(by invitation)", "archived",
    ):  # fmt: skip
        assert part in text, text


def test_a_name_that_is_taken_is_not_that_person(file: Path, folder: Path, database: str) -> None:
    store = Store(folder, database=database)
    mira = store.write(lambda tx: register(tx, "Mira", "hash"))
    store.close()
    import_file(file, folder, database)
    chat = Chat(folder, database)
    assert [row.username for row in chat.people.values() if row.username.startswith("Mira")] == ["Mira", "Mira 2"]
    assert [row for row in chat.messages if row.author_id == mira.id] == []


def test_where_a_server_runs_nothing_is_imported(file: Path, folder: Path, database: str) -> None:
    store = Store(folder, database=database)
    with pytest.raises(DataInUse):
        import_file(file, folder, database)
    assert store.read(lambda tx: tx.connection.exec_driver_sql("SELECT count(*) FROM account").scalar()) == 0
    store.close()


BAD: list[tuple[dict[str, Any], str]] = [
    ({"users": {"ok": False}}, "users.json is not as Slack writes it"),
    ({"channels": [{"id": "C1", "name": 7}]}, "channels.json is not as Slack writes it"),
    ({"channels": [{"id": "../C1", "name": "x"}]}, "is no id"),
    ({"users": [*USERS, {"id": "x" * 33}]}, "is no id"),
    ({"kitchen/2023-11-14": [*FIRST, {"ts": "yesterday"}]}, "is no time"),
    ({"kitchen/2023-11-14": [*FIRST, {"ts": "1.5", "user": "U\x001"}]}, "is nobody's id"),
    ({"kitchen/2023-11-15": [*SECOND, {"ts": "1.5", "user": 7}]}, "not as Slack writes it"),
    ({"users": None}, "neither an export of Parlour"),
]


@pytest.mark.parametrize(("other", "words"), BAD, ids=[words for _, words in BAD])
def test_what_is_not_right_is_said_and_nothing_is_done(tmp_path: Path, other: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        import_file(slack_zip(tmp_path / "bad.zip", **other), tmp_path / "data", "")
    assert not (tmp_path / "data").exists()


def test_an_import_into_an_empty_place_is_the_first_chat_there(file: Path, tmp_path: Path) -> None:
    import_file(file, tmp_path / "new", "")
    assert (tmp_path / "new" / "parlour.db").stat().st_mode & 0o777 == 0o600
    assert len(Chat(tmp_path / "new", "").rooms) == 5


def test_a_full_disk_says_that_it_can_be_run_again(
    file: Path, folder: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parlour.store.writer.QUEUE_LIMIT", 0)
    with pytest.raises(Refused, match="run it again to go on"):
        import_file(file, folder, database)
    monkeypatch.undo()
    import_file(file, folder, database)
    assert len(Chat(folder, database).rooms) == 5
