"""One's sessions: seen, and ended one by one or all at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from web.visitor import PASSWORD, Visitor, code_of

Somebody = Callable[[], Visitor]


@pytest.fixture
def phone(somebody: Somebody) -> Visitor:
    return somebody().as_member("Mira")


@pytest.fixture
def laptop(somebody: Somebody, phone: Visitor) -> Visitor:
    visitor = somebody()
    visitor.address = "203.0.113.5"
    answer = visitor.api("POST", "/sessions", {"username": "Mira", "password": PASSWORD}, user_agent="Fire\x1b[1mfox")
    visitor.token = answer.json["token"]
    return visitor


@pytest.fixture
def otto(somebody: Somebody) -> Visitor:
    return somebody().as_member("Otto")


def is_in(*visitors: Visitor) -> list[bool]:
    return [visitor.api("GET", "/me").status_code == 200 for visitor in visitors]


def test_the_list_tells_where_and_when_and_which_is_this(phone: Visitor, laptop: Visitor, otto: Visitor) -> None:
    rows = laptop.api("GET", "/sessions").json["sessions"]
    assert [(row["current"], row["address"]) for row in rows] == [(True, "203.0.113.5"), (False, "192.0.2.7")]
    assert rows[0]["device"] == "Fire [1mfox"
    assert rows[0]["created"] == rows[0]["last_seen"] == "2027-01-15T08:00:00.000Z"
    assert set(rows[0]) == {"id", "current", "created", "last_seen", "address", "device"}


def test_another_session_of_mine_can_be_ended(phone: Visitor, laptop: Visitor) -> None:
    lost = phone.api("GET", "/sessions").json["sessions"][0]
    assert not lost["current"]
    assert phone.api("DELETE", f"/sessions/{lost['id']}").status_code == 204
    assert is_in(phone, laptop) == [True, False]


def test_nobody_ends_the_session_of_another(phone: Visitor, otto: Visitor) -> None:
    [session] = phone.api("GET", "/sessions").json["sessions"]
    theirs, unknown = (otto.api("DELETE", f"/sessions/{one}") for one in (session["id"], 999))
    assert (theirs.status_code, theirs.data) == (unknown.status_code, unknown.data)
    assert code_of(theirs) == "not_found"
    assert is_in(phone) == [True]


def test_all_others_can_be_ended_at_once(phone: Visitor, laptop: Visitor, otto: Visitor) -> None:
    assert phone.api("DELETE", "/sessions/others").status_code == 204
    assert is_in(phone, laptop, otto) == [True, False, True]


def test_signing_out_ends_this_one(phone: Visitor, laptop: Visitor) -> None:
    assert phone.api("DELETE", "/sessions/current").status_code == 204
    assert is_in(phone, laptop) == [False, True]
    assert phone.api("DELETE", "/sessions/current").status_code == 401


def test_signing_out_by_cookie_clears_the_cookie(visitor: Visitor) -> None:
    visitor.in_browser("Mira")
    assert visitor.api("DELETE", "/sessions/current", x_csrf_token=visitor.csrf("/chat")).status_code == 204
    assert visitor.cookie() is None
