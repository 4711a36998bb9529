"""The index follows what is stored: in order, once, in portions, and starts over where it is empty."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from copies.chat import ask
from search.finding import found, hits, index, say
from sqlalchemy import Connection, text
from statements import asked
from world import World

from parlour.copies.backups import make_backup
from parlour.copies.drills import drill
from parlour.copies.moves import move
from parlour.copies.places import Place
from parlour.copies.restores import restore
from parlour.errors import Unavailable
from parlour.messages.editing import edit_message
from parlour.rooms.actions import create_room
from parlour.search import candidates, patience
from parlour.search.filling import index_next, is_due
from parlour.search.reads import search_messages
from parlour.search.trigrams import match_all, numbers_of
from parlour.store import Store, Tx
from parlour.wire import Person, Search


def kept(store: Store) -> list[tuple[int, int]]:
    """Return what is indexed, by room and place, in its order."""
    statement = "SELECT room_id, seq FROM search_text ORDER BY id"
    return store.read(lambda tx: [tuple(row) for row in tx.connection.exec_driver_sql(statement)])


def said(store: Store) -> list[tuple[int, int]]:
    """Return what people said, by room and place, in its order."""
    statement = "SELECT room_id, seq FROM message WHERE kind = 'message' ORDER BY created_at, room_id, seq"
    return store.read(lambda tx: [tuple(row) for row in tx.connection.exec_driver_sql(statement)])


def test_messages_are_indexed_in_the_order_in_which_they_were_said_in_all_rooms(world: World) -> None:
    attic = world.store.write(lambda tx: create_room(tx, world.kit, "Attic")).id
    for number in range(60):  # more than are read of a room at first
        say(world, world.kit, f"line {number}", room=attic if number % 3 else world.room)
    index(world.store, 7)
    assert kept(world.store) == said(world.store)
    assert not world.store.read(is_due)
    say(world, world.kit, "one more")
    assert world.store.read(is_due)
    index(world.store, 1)
    assert kept(world.store) == said(world.store)
    assert len(said(world.store)) == 61


def test_a_portion_is_no_larger_than_it_may_be(world: World) -> None:
    say(world, world.kit, *["x"] * 10)
    counts = [world.store.write(lambda tx: index_next(tx, 4)) for _ in range(4)]
    assert counts == [4, 4, 2, 0]


def test_an_edited_message_keeps_its_number(world: World) -> None:
    places = say(world, world.kit, "one", "two", "three")
    index(world.store)
    world.store.write(lambda tx: edit_message(tx, world.kit, world.room, places[0], "another"))
    assert world.store.write(lambda tx: index_next(tx, 500)) == 1
    assert kept(world.store) == [(world.room, seq) for seq in places]
    assert found(world.store, world.kit, "another") == places[:1]


def test_on_a_disk_that_is_nearly_full_nothing_is_indexed(world: World) -> None:
    places = say(world, world.kit, "kettle")

    def tightly(tx: Tx) -> int:
        tx.tight = True
        return index_next(tx, 500)

    assert world.store.write(tightly) == 0
    assert kept(world.store) == []
    assert found(world.store, world.kit, "kettle") == places


def test_what_is_not_indexed_is_looked_through_up_to_a_limit(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    places = say(world, world.kit, *["kettle"] * 5)
    for limit in ("MESSAGES_LIMIT", "ROOM_LEAST"):
        monkeypatch.setattr(f"parlour.search.unindexed.{limit}", 3)
    few = hits(world.store, world.kit, "kettle")
    assert ([hit.seq for hit in few.hits], few.complete) == (places[:1:-1], False)
    monkeypatch.setattr("parlour.search.unindexed.SIZE_LIMIT", -1)
    assert hits(world.store, world.kit, "kettle").hits == []
    index(world.store)
    assert found(world.store, world.kit, "kettle") == places[::-1]


def test_messages_that_go_altogether_leave_the_index(world: World) -> None:
    say(world, world.kit, "kettle")
    index(world.store)
    world.store.write(lambda tx: tx.execute(text("DELETE FROM message")))
    assert kept(world.store) == []


def test_numbers_too_large_for_a_letter_are_found_in_the_index(store: Store) -> None:
    author, room = 2**33 + 1, 2**44 + 2**20 + 3
    row = f"INSERT INTO search_text VALUES (1, {room}, 1, {author}, 0, 3, 'abc')"
    store.write(lambda tx: tx.execute(text(row)))
    if store.database.reading.dialect.name == "sqlite":
        assert matching(store, [author], [room]) == 1
        assert matching(store, [1], [room]) == matching(store, [author], [3]) == 0
    assert all(-(2**31) <= number < 2**31 for number in numbers_of("abc def", 3, 2**53 - 1, 2**53 - 1))


def matching(store: Store, authors: list[int], rooms: list[int]) -> int:
    one = text("SELECT count(*) FROM search_index WHERE search_index MATCH :match")
    values = {"match": match_all(["abc"], 3, authors, rooms)}
    return store.read(lambda tx: tx.execute(one, values).scalar_one())


def fill(connection: Connection, count: int) -> None:
    """Let there be many other messages, and PostgreSQL know it: a few it reads through, whatever is asked."""
    rows = f"generate_series(1000, {999 + count}) AS number"
    for statement in (
        f"INSERT INTO search_text SELECT number, 2, number, 1, number, 0, 'line ' || number FROM {rows}",
        f"INSERT INTO search_index SELECT number, ARRAY[number, -number] FROM {rows}",
        "ANALYZE search_text, search_index",
    ):
        connection.exec_driver_sql(statement)


def test_the_index_leads_and_texts_are_looked_up_by_their_numbers(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other way round every message would be looked at."""
    monkeypatch.setattr(candidates, "WINDOW", 1)
    say(world, world.kit, *["kettle"] * 40)
    index(world.store)
    if world.store.database.reading.dialect.name == "postgresql":
        world.store.write(lambda tx: fill(tx.connection, 20_000))
    with world.store.database.reading.connect() as connection:
        tx = Tx(connection, 0)
        with asked(tx) as heard:
            search_messages(tx, world.kit, Search(q="kettle -stove from:kit before:2999-01-01 in:kitchen"))
        [statement] = [one for one in heard if "search_index" in one.text]
        if connection.dialect.name == "sqlite":
            cursor = connection.connection.cursor()
            cursor.execute(f"EXPLAIN QUERY PLAN {statement.text}", statement.values)
            steps = [row[3] for row in cursor.fetchall()]
            assert steps[0].startswith("SCAN search_index VIRTUAL TABLE")
            assert steps[1:] == ["SEARCH search_text USING INTEGER PRIMARY KEY (rowid=?)"]
        else:
            cursor = connection.connection.cursor()
            cursor.execute(f"EXPLAIN {statement.text}", statement.values)
            assert "ix_search_index_grams" in "".join(row[0] for row in cursor.fetchall())


def test_what_takes_too_long_is_given_up_with_a_word(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "PATIENCE", 0.05)
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"

    def search(tx: Tx) -> None:
        with patience.patience(tx):
            tx.execute(text(endless))

    with pytest.raises(Unavailable, match="too long"):
        world.store.read(search)
    assert found(world.store, world.kit, "kettle") == []


def test_another_error_is_not_taken_for_haste(world: World) -> None:
    def search(tx: Tx) -> None:
        with patience.patience(tx):
            tx.execute(text("SELECT nothing FROM nowhere"))

    with pytest.raises(Exception, match="nowhere"):
        world.store.read(search)


def indexed(place: Place) -> Place:
    store = Store(place.folder, database=place.database)
    index(store)
    store.close()
    return place


def lines_found(place: Place) -> int:
    """Count what its first person finds, before anything is indexed there and after."""
    store = Store(place.folder, database=place.database)
    [name] = store.read(lambda tx: list(tx.execute(text("SELECT username FROM account WHERE id = 1")).scalars()))
    kit = Person(1, name, "member")
    before = found(store, kit, "line \u2603")
    index(store)
    assert found(store, kit, "line \u2603") == before
    store.close()
    return len(before)


def test_an_archive_holds_no_index_and_what_is_restored_makes_its_own(
    chat: Place, elsewhere: Place, tmp_path: Path
) -> None:
    archive, manifest = make_backup(indexed(chat), tmp_path / "copy.tar.gz")
    assert [one.name for one in manifest.tables if one.name.startswith("search")] == []
    restore(archive, elsewhere)
    assert ask(elsewhere, "SELECT count(*) FROM search_text") == [(0,)]
    assert lines_found(elsewhere) == 30
    assert list(drill(archive))[-1].startswith("ready to serve")


def test_what_was_moved_is_indexed_where_it_arrives(chat: Place, elsewhere: Place) -> None:
    move(indexed(chat), elsewhere)
    assert lines_found(elsewhere) == 30


def test_what_takes_the_place_of_another_chat_is_searched_and_not_the_other(chat: Place, tmp_path: Path) -> None:
    archive, _ = make_backup(indexed(chat), tmp_path / "copy.tar.gz")
    restore(archive, chat, replace=True)
    assert lines_found(chat) == 30


OLD = (
    "INSERT INTO account (id, username, name_key, role, rev, created_at) VALUES (1, 'Kit', 'klt', 'member', 0, 0)",
    "INSERT INTO room (id, name, code, open, rev, posts, created_at) VALUES (1, 'Kitchen', 'AAAA-AAAA', true, 2, 1, 0)",
    "INSERT INTO member (room_id, account_id, joined_rev, joined_at, read_seq, read_posts) VALUES (1, 1, 1, 0, 2, 1)",
    (
        "INSERT INTO message (room_id, seq, rev, post, author_id, key, kind, body, html, created_at) "
        "VALUES (1, 2, 2, 1, 1, 'key-00000001', 'message', 'line \u2603', '<p>line \u2603</p>', 5)"
    ),
)


def test_a_chat_from_before_there_was_a_search_is_indexed(elsewhere: Place) -> None:
    elsewhere.folder.mkdir(exist_ok=True)
    with elsewhere.fresh("0001", "0001", "old") as connection:
        for statement in OLD:
            connection.exec_driver_sql(statement)
    assert lines_found(elsewhere) == 1


def test_sqlite_without_trigrams_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sqlalchemy import Connection

    from parlour.store.lock import CannotOpen

    real = Connection.exec_driver_sql

    def without(self: Connection, statement: str, *more: object) -> object:
        return real(self, statement.replace("trigram", "no_such"), *more)  # type: ignore[arg-type]

    monkeypatch.setattr(Connection, "exec_driver_sql", without)
    with pytest.raises(CannotOpen, match="with FTS5 is needed to search: no such tokenizer"):
        Store(tmp_path)
    assert sqlite3.sqlite_version_info >= (3, 34)
