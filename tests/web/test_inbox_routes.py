"""Inbox, words and read positions by REST: what is answered, and what is refused with its field."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from web.visitor import Visitor, code_of


@pytest.fixture
def pair(somebody: Callable[[], Visitor]) -> tuple[Visitor, Visitor]:
    """Kit and Mira in room 1."""
    kit, mira = somebody().as_member("Kit"), somebody().as_member("Mira")
    code = kit.api("POST", "/rooms", {"name": "Kitchen"}).json["code"]
    mira.api("POST", "/memberships", {"code": code})
    return kit, mira


def say(visitor: Visitor, text: str, number: int = 0, **more: object) -> int:
    answer = visitor.api("POST", "/rooms/1/messages", {"key": f"key-{number:08}", "message": text, **more})
    assert answer.status_code == 201, answer.text
    return int(answer.json["seq"])


def test_a_mention_is_counted_listed_and_read(pair: tuple[Visitor, Visitor]) -> None:
    kit, mira = pair
    seq = say(kit, "@Mira tea?")
    me = mira.api("GET", "/me").json
    assert (me["rooms"][0]["mentions"], me["inbox"]["unread"]) == (1, 1)
    assert "mentions" not in kit.api("GET", "/me").json["rooms"][0]
    page = mira.api("GET", "/inbox").json
    [entry] = page["entries"]
    assert (entry["kind"], entry["seq"], entry["username"], page["before"]) == ("mention", seq, "Kit", None)
    assert mira.api("GET", f"/inbox?before={entry['id']}").json["entries"] == []
    assert mira.api("POST", "/inbox/read", {"ids": [entry["id"]]}).json["unread"] == 0
    assert mira.api("POST", "/inbox/read", {}).json == {"ok": True, "unread": 0}
    assert mira.api("GET", "/inbox").json["entries"][0]["read"] is True


def test_positions_move_forward_back_and_everywhere(pair: tuple[Visitor, Visitor]) -> None:
    kit, mira = pair
    seqs = [say(kit, "x", n) for n in range(3)]
    assert mira.api("POST", "/rooms/1/read", {"seq": seqs[2]}).json["unread"] == 0
    assert mira.api("POST", "/unread", {"rooms": {"1": seqs[1]}}).json["rooms"][0]["unread"] == 2
    assert mira.api("POST", "/read", {}).json["rooms"] == {"1": seqs[1]}
    read = kit.api("GET", "/rooms/1/people").json["read"]
    assert read[str(mira.id)] == seqs[2]
    assert mira.api("PUT", "/hidden_reading").status_code == 204
    assert mira.api("GET", f"/people/{mira.id}").json["hides_reading"] is True
    assert mira.api("GET", "/rooms/1/people").json["read"] == {}
    assert str(mira.id) not in kit.api("GET", "/rooms/1/people").json["read"]
    assert mira.api("DELETE", "/hidden_reading").status_code == 204
    assert "hides_reading" not in mira.api("GET", f"/people/{mira.id}").json


def test_words_are_kept_and_checked(pair: tuple[Visitor, Visitor]) -> None:
    kit, _ = pair
    assert kit.api("PUT", "/keywords", {"words": ["Tea", "\u6771\u4eac"]}).json == {"words": ["Tea", "\u6771\u4eac"]}
    assert kit.api("GET", "/keywords").json["words"] == ["Tea", "\u6771\u4eac"]
    for words in (["x" * 51], [f"w{n}" for n in range(21)], ["!"], [1], "tea", ["x"] * 101):
        assert code_of(kit.api("PUT", "/keywords", {"words": words})) == "invalid"
    assert kit.api("GET", "/keywords").json["words"] == ["Tea", "\u6771\u4eac"]


def test_many_are_called_by_those_only_who_say_that_they_mean_it(
    pair: tuple[Visitor, Visitor], somebody: Callable[[], Visitor]
) -> None:
    kit, _ = pair
    for n in range(20):
        somebody().as_guest(f"Gast {n}").api("POST", "/memberships", {"room": 1})
    body = {"key": "key-00000001", "message": "@room"}
    answer = kit.api("POST", "/rooms/1/messages", body)
    assert (answer.status_code, code_of(answer)) == (409, "confirm_needed")
    seq = say(kit, "@room", 1, confirm=True)
    assert code_of(kit.api("PATCH", f"/rooms/1/messages/{seq}", {"message": "@room!"})) == "confirm_needed"
    assert kit.api("PATCH", f"/rooms/1/messages/{seq}", {"message": "@room!", "confirm": True}).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/inbox?before=x", None),
        ("POST", "/inbox/read", {"ids": []}),
        ("POST", "/inbox/read", {"ids": [1] * 101}),
        ("POST", "/unread", {"rooms": {}}),
        ("POST", "/unread", {"rooms": {"a": 1}}),
        ("POST", "/rooms/1/read", {"seq": -1}),
        ("POST", "/rooms/1/messages", {"key": "key-00000000", "message": "x", "confirm": "yes"}),
    ],
)
def test_nonsense_is_refused(pair: tuple[Visitor, Visitor], method: str, path: str, body: object) -> None:
    assert code_of(pair[0].api(method, path, body)) == "invalid"
