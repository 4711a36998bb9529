"""Setting a password: a guest keeps his name by it, a member changes the one he has."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from web.conftest import Make
from web.visitor import PASSWORD, Visitor, code_of

from parlour.web import create_app

NEW = "a better sentence"


def test_a_guest_becomes_a_member_and_keeps_everything(visitor: Visitor) -> None:
    visitor.as_guest("Mira")
    visitor.api("POST", "/rooms", {"name": "Kitchen"})
    visitor.api("POST", "/rooms/1/messages", {"key": "key-0001", "message": "Before"})
    answer = visitor.api("PATCH", "/me", {"password": PASSWORD})
    assert answer.json["account"] == {"id": visitor.id, "username": "Mira", "role": "member"}
    visitor.token = answer.json["token"]
    messages = visitor.api("GET", "/rooms/1/messages").json["messages"]
    assert [(said["message"], said["user_id"]) for said in messages][-1] == ("Before", visitor.id)
    visitor.token = None
    assert visitor.api("POST", "/sessions", {"username": "mira", "password": PASSWORD}).status_code == 201


def test_the_old_token_is_dead_after_it(visitor: Visitor) -> None:
    visitor.as_guest("Mira")
    renewed = visitor.api("PATCH", "/me", {"password": PASSWORD}).json["token"]
    assert visitor.api("GET", "/me").status_code == 401
    visitor.token = renewed
    assert visitor.api("GET", "/me").status_code == 200


def test_in_a_browser_the_new_token_goes_into_the_cookie_only(visitor: Visitor) -> None:
    visitor.submit("/guest", "/", username="Mira")
    before, csrf = visitor.cookie(), visitor.csrf("/chat")
    answer = visitor.api("PATCH", "/me", {"password": PASSWORD}, x_csrf_token=csrf)
    assert set(answer.json) == {"account"}
    assert visitor.cookie() not in (None, before)
    again = {"password": NEW, "current_password": PASSWORD}
    assert visitor.api("PATCH", "/me", again, x_csrf_token=csrf).status_code == 200


def test_a_member_needs_the_present_password(visitor: Visitor) -> None:
    visitor.as_member("Mira")
    for wrong in ({}, {"current_password": None}, {"current_password": "wrong wrong"}):
        answer = visitor.api("PATCH", "/me", {"password": NEW, **wrong})
        assert (answer.status_code, code_of(answer)) == (401, "wrong_credentials")
        assert answer.json["error"]["field"] == "current_password"
    assert visitor.api("GET", "/me").status_code == 200
    visitor.token = None
    assert visitor.api("POST", "/sessions", {"username": "Mira", "password": NEW}).status_code == 401


def test_a_new_password_ends_the_other_sessions(visitor: Visitor, somebody: Callable[[], Visitor]) -> None:
    visitor.as_member("Mira")
    phone = somebody()
    phone.token = phone.api("POST", "/sessions", {"username": "Mira", "password": PASSWORD}).json["token"]
    answer = visitor.api("PATCH", "/me", {"password": NEW, "current_password": PASSWORD})
    assert answer.status_code == 200
    assert phone.api("GET", "/me").status_code == 401
    phone.token = None
    assert phone.api("POST", "/sessions", {"username": "Mira", "password": PASSWORD}).status_code == 401
    assert phone.api("POST", "/sessions", {"username": "Mira", "password": NEW}).status_code == 201


@pytest.mark.parametrize("password", ["short", "password", "Mira2026", "x" * 129])
def test_a_bad_password_is_refused_at_its_field(visitor: Visitor, password: str) -> None:
    visitor.as_guest("Mira")
    answer = visitor.api("PATCH", "/me", {"password": password})
    assert (answer.status_code, answer.json["error"]["field"]) == (400, "password")
    assert visitor.api("GET", "/me").json["account"]["role"] == "guest"


def test_a_stolen_session_cannot_try_passwords_without_end(make_site: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = Visitor(create_app(make_site(limits="on"))).as_member("Mira")
    monkeypatch.setattr("parlour.web.claiming.fits", lambda *_: False)
    answers = [visitor.api("PATCH", "/me", {"password": NEW, "current_password": "x"}) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429]
