"""A seeded chat is one that a server could have stored: of the size that was asked for, and the same each time."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from copies.chat import ask, furnished, is_sound, texts

from parlour.accounts.passwords import fits
from parlour.copies.backups import make_backup
from parlour.copies.drills import drill
from parlour.copies.folders import Folder
from parlour.copies.places import Place, alone
from parlour.copies.progress import Refused
from parlour.copies.seeds import SPAN, Plan, seed
from parlour.messages.markup import rendered
from parlour.store.lock import DataInUse

PLAN = Plan(messages=1_003, rooms=4, people=60)
IN_A_ROOM = 50


def test_what_is_made_could_have_been_stored_by_a_server(tmp_path: Path) -> None:
    seed(Folder(tmp_path / "data"), PLAN)
    archive, manifest = make_backup(Folder(tmp_path / "data"), tmp_path)
    rows = {one.name: one.rows for one in manifest.tables}
    assert (rows["account"], rows["room"], rows["member"]) == (60, 4, 4 * IN_A_ROOM)
    assert rows["message"] == 1_003 + 4 * IN_A_ROOM
    assert list(drill(archive))[-1].startswith("ready to serve")


def test_the_numbers_of_every_room_are_right_on_both_databases(elsewhere: Place) -> None:
    seed(elsewhere, PLAN)
    assert is_sound(elsewhere)
    counted = """SELECT room.rev, room.posts, max(seq), max(post), count(*) FROM room JOIN message ON room.id = room_id
        GROUP BY room.id, room.rev, room.posts ORDER BY room.id"""
    assert ask(elsewhere, counted) == [
        (IN_A_ROOM + posts, posts, IN_A_ROOM + posts, posts, IN_A_ROOM + posts) for posts in (251, 251, 251, 250)
    ]
    times = [at for (at,) in ask(elsewhere, "SELECT created_at FROM message WHERE room_id = 1 ORDER BY seq")]
    assert all(before <= after for before, after in pairwise(times))
    assert SPAN * 0.9 < times[-1] - times[0] < SPAN
    assert ask(elsewhere, "SELECT count(*) FROM member WHERE account_id = 1") == [(4,)]
    unread = "SELECT count(*) FROM member JOIN room ON room.id = room_id WHERE read_seq <> rev OR read_posts <> posts"
    assert ask(elsewhere, unread) == [(0,)]


def test_it_says_the_same_again_and_something_else_when_asked(tmp_path: Path) -> None:
    said = []
    for number, plan in enumerate((PLAN, PLAN, PLAN._replace(chance=2))):
        place = Folder(tmp_path / str(number))
        seed(place, plan)
        said.append(texts(place))
    assert said[0] == said[1] != said[2]


def test_what_is_said_is_rendered_as_a_server_would_and_in_several_scripts(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    seed(place, PLAN)
    rows = ask(place, "SELECT body, html FROM message WHERE kind = 'message'")
    assert all(rendered(str(body)) == html for body, html in rows)
    everything = "".join(str(body) for body, _ in rows)
    for letter in "eßéжθمשहのは的":
        assert letter in everything
    assert "```" in everything
    assert "https://" in everything


def test_everybody_signs_in_with_the_password_that_is_told(tmp_path: Path) -> None:
    made = seed(Folder(tmp_path), PLAN)
    [(name, known)] = ask(Folder(tmp_path), "SELECT username, password FROM account WHERE id = 1")
    assert name == made.first
    assert fits(made.password, str(known))


def test_the_smallest_chat_is_one_person_in_one_room(tmp_path: Path) -> None:
    seed(Folder(tmp_path), Plan(messages=0, rooms=1, people=1))
    assert ask(Folder(tmp_path), "SELECT rev, posts FROM room") == [(1, 0)]


def test_a_chat_that_is_there_is_left_alone(folder: Path) -> None:
    place = furnished(folder)
    before = texts(place)
    with pytest.raises(Refused, match="there is a chat"):
        seed(place, PLAN)
    assert texts(place) == before


def test_where_a_server_runs_nothing_is_seeded(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    with alone(place), pytest.raises(DataInUse):
        seed(place, PLAN)
    assert not (tmp_path / "parlour.db").exists()
