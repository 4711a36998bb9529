"""Moving: the same chat goes on elsewhere, and never in two places."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from copies.chat import ask, change, epoch, flags, is_sound, killed_after, refusal, say, texts
from sqlalchemy import Connection
from world import person

from parlour.copies.addresses import place_at
from parlour.copies.backups import make_backup
from parlour.copies.marks import MOVED_TO, check_marks, mark
from parlour.copies.moves import move
from parlour.copies.places import Place, snapshot_of, version_in
from parlour.copies.progress import Refused
from parlour.copies.starts import open_store
from parlour.store import Store
from parlour.store.lock import DataInUse


class PowerFailure(Exception):
    """The command ends here."""


@pytest.fixture
def target(request: pytest.FixtureRequest, chat: Place, tmp_path: Path) -> Place:
    """An empty place of the other kind."""
    if chat.database:
        return place_at(tmp_path / "target", "")
    return place_at(chat.folder, request.getfixturevalue("cluster").create_empty())


def may_start(place: Place) -> bool:
    try:
        with snapshot_of(place) as connection:
            check_marks(connection)
    except Refused:
        return False
    return True


def test_what_arrives_is_what_was_sent_and_lives_on(chat: Place, target: Place, tmp_path: Path) -> None:
    life = epoch(chat)
    held = move(chat, target)
    assert texts(target) == texts(chat)
    assert epoch(target) == life
    assert is_sound(target)
    assert (target.folder / "secret").read_text() == (chat.folder / "secret").read_text()
    _, manifest = make_backup(target, tmp_path / "backup.tar.gz")
    assert manifest.tables == held


def test_numbers_go_on_where_they_were(chat: Place, target: Place) -> None:
    change(chat, "DELETE FROM session")
    store = Store(chat.folder, database=chat.database)
    gone = person(store, "Gone")
    store.close()
    change(chat, "DELETE FROM account WHERE username = 'Gone'")
    move(chat, target)
    store = open_store(target.folder, target.database)
    assert person(store, "New").id == gone.id + 1
    store.close()


def test_what_moved_away_starts_only_as_another_chat(chat: Place, target: Place) -> None:
    life = epoch(chat)
    move(chat, target)
    with pytest.raises(Refused, match="was moved to") as refused:
        open_store(chat.folder, chat.database)
    assert target.name in str(refused.value)
    open_store(chat.folder, chat.database, anyway=True).close()
    assert epoch(chat) != life == epoch(target)
    assert may_start(chat)


def test_starting_anyway_changes_nothing_where_nothing_has_moved(chat: Place) -> None:
    life = epoch(chat)
    open_store(chat.folder, chat.database, anyway=True).close()
    assert epoch(chat) == life


def test_there_and_back_again(chat: Place, target: Place) -> None:
    life = epoch(chat)
    move(chat, target)
    say(target, "there")
    move(target, chat)
    assert texts(chat)[-1] == "there"
    assert epoch(chat) == life
    assert chat.aside is not None
    assert (may_start(chat), may_start(target)) == (True, False)


def test_a_running_server_on_either_side_refuses_it(chat: Place, target: Place, tmp_path: Path) -> None:
    store = Store(chat.folder, database=chat.database)
    with pytest.raises(DataInUse):
        move(chat, target)
    store.close()
    other = tmp_path / "other" if target.database else target.folder
    other.mkdir(exist_ok=True)
    store = Store(other, database=target.database)
    with pytest.raises(DataInUse):
        move(chat, target)
    store.close()
    assert may_start(chat)


def test_a_chat_at_the_target_is_left_alone(chat: Place, target: Place) -> None:
    target.folder.mkdir(exist_ok=True)
    Store(target.folder, database=target.database).close()
    with pytest.raises(Refused, match="already"):
        move(chat, target)
    assert texts(target) == []
    assert may_start(chat)


def test_a_chat_does_not_move_onto_itself(chat: Place) -> None:
    with pytest.raises(Refused, match="already"):
        move(chat, place_at(chat.folder, chat.database))


def test_what_moved_before_does_not_move_again(chat: Place, target: Place, elsewhere: Place) -> None:
    move(chat, target)
    with pytest.raises(Refused, match="before"):
        move(chat, elsewhere)


def test_another_version_is_not_moved(chat: Place, target: Place) -> None:
    change(chat, "UPDATE alembic_version SET version_num = '0000'")
    with pytest.raises(Refused, match="another version"):
        move(chat, target)
    assert version_in(target) is None


def test_a_failure_before_the_old_is_marked_leaves_it_in_force(
    chat: Place, target: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(connection: Connection, name: str, other: str) -> None:
        if name == MOVED_TO:
            raise PowerFailure
        mark(connection, name, other)

    with monkeypatch.context() as patch:
        patch.setattr("parlour.copies.moves.mark", failing)
        with pytest.raises(PowerFailure):
            move(chat, target)
    assert (may_start(chat), may_start(target)) == (True, False)
    say(chat, "and on it goes")
    move(chat, target)
    assert (may_start(chat), may_start(target)) == (False, True)
    assert texts(target)[-1] == "and on it goes"


def test_a_failure_after_the_old_is_marked_is_finished_by_the_next_try(
    chat: Place, target: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_connection: Connection, _name: str) -> None:
        raise PowerFailure

    with monkeypatch.context() as patch:
        patch.setattr("parlour.copies.moves.unmark", failing)
        with pytest.raises(PowerFailure):
            move(chat, target)
    assert (may_start(chat), may_start(target)) == (False, False)
    with pytest.raises(Refused, match="not finished"):
        open_store(target.folder, target.database)
    held = move(chat, target)
    assert (may_start(chat), may_start(target)) == (False, True)
    assert {one.name: one.rows for one in held}["message"] == len(texts(target))


def test_a_killed_move_is_in_force_in_one_place_or_none(chat: Place, target: Place) -> None:
    said = texts(chat)
    words = ["move", "--to", target.database or target.folder, *flags(chat)]
    chance = random.Random(5)
    for _ in range(5):
        killed_after(chance.uniform(0.2, 1.5), *words)
        assert not (may_start(chat) and may_start(target))
        assert texts(chat) == said
        if not may_start(chat):
            break
    if not may_start(target):
        move(chat, target)
    assert texts(target) == said
    assert (may_start(chat), may_start(target)) == (False, True)


def test_a_full_disk_at_the_target_leaves_the_chat_where_it_was(chat: Place, tmp_path: Path) -> None:
    to = place_at(tmp_path / "full", "")
    assert refusal("move", "--to", to.folder, *flags(chat), file_limit=60_000)
    assert may_start(chat)
    assert version_in(to) is None


def test_text_that_the_other_database_cannot_hold_is_said(chat: Place, target: Place) -> None:
    if chat.database:
        change(chat, "ALTER TABLE message ALTER body DROP NOT NULL")
        change(chat, "UPDATE message SET body = NULL WHERE seq = 3")
    else:
        change(chat, "UPDATE message SET body = 'a' || char(0) WHERE seq = 3")
    with pytest.raises(Refused, match="the table message cannot be moved"):
        move(chat, target)
    assert may_start(chat)
    assert version_in(target) is None
    assert ask(chat, "SELECT count(*) FROM fact WHERE name = 'moved_to'") == [(0,)]
