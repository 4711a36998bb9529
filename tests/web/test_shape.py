"""Bodies: whatever comes, one documented refusal and no effect."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select
from web.visitor import Visitor, code_of

from parlour.rooms.models import Message, Room
from parlour.store import Store

DEEP = b"[" * 33 + b"]" * 33
BAD_JSON = {
    "empty": b"",
    "cut": b'{"name": "x"',
    "not JSON": b"name=x",
    "two": b'{"name": "x"} {"name": "y"}',
    "NaN": b'{"name": "x", "open": NaN}',
    "bad UTF-8": b'{"name": "\xff"}',
    "lone surrogate": b'{"name": "\\ud800"}',
    "bare NUL": b'{"name": "\x00"}',
    "deep": b'{"name": "x", "more": ' + DEEP + b"}",
    "very deep": b'{"name": ' + b"[" * 30_000,
    "deep after a string": b'{"name": "]]]]]]]]]]", "x": ' + DEEP + b"}",
    "deep after a quote": b'{"name": "\\"]]]]]]]]]]", "x": ' + DEEP + b"}",
    "string without end": b'{"name": "' + b"x" * 60_000,
}
INVALID = {
    "array": (b"[]", None),
    "number": (b"7", None),
    "null": (b"null", None),
    "missing": (b"{}", "name"),
    "object for a string": (b'{"name": {"$gt": ""}}', "name"),
    "array for a string": (b'{"name": ["x"]}', "name"),
    "number for a string": (b'{"name": 7}', "name"),
    "null for a string": (b'{"name": null}', "name"),
    "string for a switch": (b'{"name": "x", "open": "false"}', "open"),
    "number for a switch": (b'{"name": "x", "open": 1}', "open"),
    "blank": (b'{"name": "   "}', "name"),
    "NUL": (b'{"name": "a\\u0000b"}', "name"),
    "too long": (b'{"name": "' + b"x" * 81 + b'"}', "name"),
    "much too long": (b'{"name": "' + b"x" * 60_000 + b'"}', "name"),
}


@pytest.fixture
def kit(visitor: Visitor) -> Visitor:
    return visitor.as_member("Kit")


def post(visitor: Visitor, path: str, body: bytes, kind: str = "application/json"):  # type: ignore[no-untyped-def]
    headers = {"Authorization": f"Bearer {visitor.token}"}
    return visitor.ask("POST", f"/api/v1{path}", data=body, content_type=kind, headers=headers)


def rows(store: Store, table: type) -> int:
    return int(store.read(lambda tx: tx.execute(select(func.count()).select_from(table)).scalar_one()))


@pytest.mark.parametrize("body", BAD_JSON.values(), ids=BAD_JSON)
def test_what_is_not_json_is_refused(kit: Visitor, store: Store, body: bytes) -> None:
    answer = post(kit, "/rooms", body)
    assert (answer.status_code, code_of(answer)) == (400, "bad_json")
    assert rows(store, Room) == 0


@pytest.mark.parametrize(("body", "field"), INVALID.values(), ids=INVALID)
def test_what_does_not_fit_is_refused_with_the_field(
    kit: Visitor, store: Store, body: bytes, field: str | None
) -> None:
    answer = post(kit, "/rooms", body)
    assert (answer.status_code, code_of(answer)) == (400, "invalid")
    assert answer.json["error"].get("field") == field
    assert rows(store, Room) == 0


def test_brackets_within_words_are_not_depth(kit: Visitor) -> None:
    assert post(kit, "/rooms", json.dumps({"name": "[" * 40 + '\\"[' * 5}).encode()).status_code == 201


def test_unknown_fields_are_ignored_and_of_doubles_the_last_counts(kit: Visitor) -> None:
    body = b'{"name": "x", "name": "Kitchen", "id": 77, "owner_id": 99, "code": "AAAA-AAAA", "__proto__": {"a": 1}}'
    room = post(kit, "/rooms", body).json
    assert (room["id"], room["name"], room["owner_id"]) == (1, "Kitchen", kit.id)
    assert room["code"] != "AAAA-AAAA"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""])
def test_only_json_is_taken_for_json(kit: Visitor, kind: str) -> None:
    assert code_of(post(kit, "/rooms", b'{"name": "Kitchen"}', kind)) == "unsupported_type"


def test_json_may_say_its_charset(kit: Visitor) -> None:
    assert post(kit, "/rooms", b'{"name": "Kitchen"}', "application/json; charset=utf-8").status_code == 201


@pytest.mark.parametrize("number", ["1" * 4400, "1e999", "1.5", "-1", "0", "9007199254740992", "true", '"1"', "[1]"])
def test_numbers_stay_within_what_browsers_and_databases_hold(kit: Visitor, number: str) -> None:
    answer = post(kit, "/memberships", b'{"room": %s}' % number.encode())
    assert (answer.status_code, code_of(answer)) == (400, "invalid")


GOOD = {"key": "key-00000001", "message": "Hello"}
BAD_POSTS = [
    ({"key": "short"}, "key"),
    ({"key": "x" * 65}, "key"),
    ({"key": "with space"}, "key"),
    ({"key": "line\nbreak"}, "key"),
    ({"key": 12345678}, "key"),
    ({"message": ""}, "message"),
    ({"message": " \n\t\u200b "}, "message"),
    ({"message": "x" * 10_001}, "message"),
    ({"message": "a\x00b"}, "message"),
    ({"message": None}, "message"),
    ({"message": ["x"]}, "message"),
]


@pytest.mark.parametrize(("change", "field"), BAD_POSTS, ids=lambda value: str(value)[:30])
def test_a_bad_message_is_refused_and_uses_no_number(
    kit: Visitor, store: Store, change: dict[str, object], field: str
) -> None:
    kit.api("POST", "/rooms", {"name": "Kitchen"})
    before = rows(store, Message)
    answer = kit.api("POST", "/rooms/1/messages", GOOD | change)
    assert (answer.status_code, code_of(answer), answer.json["error"]["field"]) == (400, "invalid", field)
    assert rows(store, Message) == before
    assert kit.api("POST", "/rooms/1/messages", GOOD).json["seq"] == before + 1


@pytest.mark.parametrize("query", ["before=x", "before=0", "before=-1", "limit=0", "limit=201", "limit=1e2", "limit="])
@pytest.mark.parametrize("more", ["", "&x=" + "y" * 2000])
def test_a_bad_query_is_refused_with_its_name(kit: Visitor, query: str, more: str) -> None:
    kit.api("POST", "/rooms", {"name": "Kitchen"})
    answer = kit.api("GET", f"/rooms/1/messages?{query}{more}")
    assert (answer.status_code, code_of(answer)) == (400, "invalid")
    assert answer.json["error"]["field"] == query.partition("=")[0]


@pytest.mark.parametrize("number", ["9" * 17, "9" * 5000, "\u0661", "%00", "1%27%20OR%201=1"])
def test_no_number_is_too_strange_for_a_query(kit: Visitor, number: str) -> None:
    kit.api("POST", "/rooms", {"name": "Kitchen"})
    assert kit.api("GET", f"/rooms/1/messages?before={number}").status_code == 400


@pytest.mark.parametrize("wrong", ["0", "-1", "1.0", "1e3", "x", "9" * 30, "9007199254740992", "1%00", "%27", "null"])
def test_an_id_that_cannot_be_is_not_there(kit: Visitor, wrong: str) -> None:
    kit.api("POST", "/rooms", {"name": "Kitchen"})
    for path in (f"/rooms/{wrong}", f"/rooms/{wrong}/messages", f"/rooms/{wrong}/people"):
        assert code_of(kit.api("GET", path)) == "not_found"
    for path in (f"/memberships/{wrong}", f"/sessions/{wrong}"):
        assert code_of(kit.api("DELETE", path)) == "not_found"
