"""Threads by REST: written, paged, followed and read by members only."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from web.visitor import Visitor, code_of


@pytest.fixture
def kit(somebody: Callable[[], Visitor]) -> Visitor:
    kit = somebody().as_guest("Kit")
    kit.api("POST", "/rooms", {"name": "Kitchen", "open": False})
    say(kit, "Is the kettle on?")
    return kit


@pytest.fixture
def mira(kit: Visitor, somebody: Callable[[], Visitor]) -> Visitor:
    mira = somebody().as_guest("Mira")
    mira.api("POST", "/memberships", {"code": kit.api("GET", "/rooms/1").json["code"]})
    return mira


def say(visitor: Visitor, text: str, **more: object) -> int:
    body = {"key": f"key-of-{text}".replace(" ", "-"), "message": text, **more}
    answer = visitor.api("POST", "/rooms/1/messages", body)
    assert answer.status_code == 201, answer.text
    return int(answer.json["seq"])


ROOT = 2
THREAD = f"/rooms/1/threads/{ROOT}"


def test_a_thread_is_written_and_read(kit: Visitor, mira: Visitor) -> None:
    first, second = say(mira, "It is.", thread=ROOT), say(kit, "Good.", thread=ROOT, also_to_room=True)
    page = kit.api("GET", THREAD).json
    assert (page["root"]["message"], page["root"]["replies"]["count"]) == ("Is the kettle on?", 2)
    assert [(one["seq"], one["thread"], one.get("also_to_room")) for one in page["messages"]] == [
        (first, ROOT, None),
        (second, ROOT, True),
    ]
    assert (page["older"], page["newer"], page["at"]) == (False, False, None)
    assert page["following"]["following"] is True
    assert kit.api("GET", f"{THREAD}?limit=1&before={second}").json["messages"][0]["seq"] == first
    assert kit.api("GET", f"{THREAD}?limit=1&after={first}").json["messages"][0]["seq"] == second
    assert kit.api("GET", f"{THREAD}?limit=2&around={second}").json["at"] == second


def test_a_key_used_in_a_thread_is_not_used_for_the_room(kit: Visitor) -> None:
    body = {"key": "key-00000001", "message": "It is.", "thread": ROOT}
    assert kit.api("POST", "/rooms/1/messages", body).status_code == 201
    assert kit.api("POST", "/rooms/1/messages", body).json["dup"] is True
    assert code_of(kit.api("POST", "/rooms/1/messages", {**body, "thread": None})) == "key_reuse"


@pytest.mark.parametrize("thread", [0, -1, 1, 99, 2**53, "2", 2.5, [2], {"seq": 2}, True])
def test_a_reply_in_no_thread_is_refused_and_not_stored(kit: Visitor, thread: object) -> None:
    answer = kit.api("POST", "/rooms/1/messages", {"key": "key-00000002", "message": "x", "thread": thread})
    assert (answer.status_code, code_of(answer), answer.json["error"]["field"]) == (400, "invalid", "thread")
    assert len(kit.api("GET", "/rooms/1/messages").json["messages"]) == 2


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "limit=x", "before=0", "after=-1", "around=0", "before=3&after=3"]
)
def test_a_part_that_cannot_be_is_refused(kit: Visitor, query: str) -> None:
    assert code_of(kit.api("GET", f"{THREAD}?{query}")) == "invalid"


def test_what_is_followed_is_listed_and_read(kit: Visitor, mira: Visitor) -> None:
    assert kit.api("GET", "/threads").json == {"threads": [], "before": None}
    reply = say(mira, "It is.", thread=ROOT)
    [listed] = kit.api("GET", "/threads").json["threads"]
    assert (listed["message"]["seq"], listed["unread"], listed["read_seq"]) == (ROOT, 1, ROOT)
    state = {"room": 1, "thread": ROOT, "following": True, "read_seq": ROOT, "unread": 1, "rev": reply + 1}
    assert kit.api("GET", "/following").json == {"threads": [state]}
    read = kit.api("PATCH", THREAD, {"read_seq": reply})
    assert (read.status_code, read.json) == (200, {**state, "read_seq": reply, "unread": 0})
    assert kit.api("PATCH", THREAD, {}).json == read.json
    assert kit.api("PATCH", THREAD, {"following": False}).json["following"] is False
    assert kit.api("GET", "/following").json == {"threads": []}
    assert kit.api("PATCH", THREAD, {"following": True, "read_seq": 0}).json["following"] is True


@pytest.mark.parametrize("body", [{"following": "yes"}, {"following": 1}, {"read_seq": -1}, {"read_seq": 2**53}, []])
def test_what_is_no_change_of_a_thread_is_refused(kit: Visitor, body: object) -> None:
    assert code_of(kit.api("PATCH", THREAD, body)) == "invalid"  # type: ignore[arg-type]


def test_a_page_of_threads_that_none_has_named_is_refused(kit: Visitor) -> None:
    answer = kit.api("GET", "/threads?before=" + "9" * 100)
    assert (answer.status_code, answer.json["error"]["field"]) == (400, "before")


def test_an_outsider_finds_no_thread(kit: Visitor, mira: Visitor, somebody: Callable[[], Visitor]) -> None:
    say(mira, "among us", thread=ROOT)
    otto = somebody().as_guest("Otto")
    mira.api("DELETE", "/memberships/1")
    for visitor in (otto, mira):
        for method, body in (("GET", None), ("PATCH", {"following": True})):
            answer = visitor.api(method, THREAD, body)
            assert (answer.status_code, code_of(answer)) == (404, "not_found")
            assert "among us" not in answer.text
        assert visitor.api("GET", "/threads").json["threads"] == []
        assert visitor.api("GET", "/following").json["threads"] == []
