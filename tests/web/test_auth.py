"""Who is asking: by token, by cookie, and for how long."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from accounts.hand import Hand
from statements import everything
from web.conftest import Make
from web.visitor import PASSWORD, Visitor, code_of

from parlour.accounts.sessions import MEMBER_IDLE, TOUCH_AFTER, session_for
from parlour.store import Store
from parlour.web import create_app


def test_a_token_from_the_api_says_who_one_is(visitor: Visitor) -> None:
    visitor.as_member("Mira")
    assert visitor.api("GET", "/me").json["account"] == {"id": visitor.id, "username": "Mira", "role": "member"}


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer nonsense", "bearer \x80", "Basic bWlyYTp4", "x", ""])
def test_a_forged_token_is_nobody(visitor: Visitor, header: str) -> None:
    answer = visitor.api("GET", "/me", authorization=header)
    assert (answer.status_code, code_of(answer)) == (401, "unauthenticated")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_wrong_token_is_not_helped_by_a_good_cookie(visitor: Visitor) -> None:
    visitor.in_browser("Mira")
    assert visitor.api("GET", "/me").status_code == 200
    assert visitor.api("GET", "/me", authorization="Bearer nonsense").status_code == 401


def test_the_cookie_is_for_this_host_and_out_of_reach_of_scripts(visitor: Visitor) -> None:
    answer = visitor.submit("/register", username="Mira", password=PASSWORD)
    [cookie] = [value for value in answer.headers.getlist("Set-Cookie") if value.startswith("parlour=")]
    parts = {part.strip() for part in cookie.split(";")[1:]}
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= parts
    assert not any(part.startswith("Domain") or part == "Secure" for part in parts)
    assert len(cookie) < 4096


def test_by_https_every_cookie_is_secure_and_bound_to_the_host(make_site: Make) -> None:
    visitor = Visitor(create_app(make_site(public_url="https://parlour.test")), base="https://parlour.test")
    answers = [visitor.get("/login"), visitor.submit("/register", username="Mira", password=PASSWORD)]
    answers.append(visitor.submit("/logout", "/chat"))
    cookies = [value for answer in answers for value in answer.headers.getlist("Set-Cookie")]
    assert len(cookies) == 3
    for cookie in cookies:
        assert cookie.startswith("__Host-parlour")
        assert all(f"; {part}" in cookie for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"))
        assert "Domain" not in cookie


def test_by_https_a_cookie_without_the_promise_is_ignored(make_site: Make) -> None:
    visitor = Visitor(create_app(make_site(public_url="https://parlour.test")), base="https://parlour.test")
    visitor.in_browser("Mira")
    token = visitor.cookie("__Host-parlour")
    assert token is not None
    for name, status in (("parlour", 303), ("__Host-parlour", 200)):
        other = Visitor(visitor.client.application, base="https://parlour.test")
        other.client.set_cookie(name, token, domain="parlour.test")
        assert other.get("/chat").status_code == status


def test_signing_in_gives_a_token_nobody_knew_before(visitor: Visitor) -> None:
    visitor.in_browser("Mira")
    visitor.submit("/logout", "/chat")
    visitor.client.set_cookie("parlour", "chosen-by-somebody-else", domain="parlour.test")
    visitor.submit("/login", username="Mira", password=PASSWORD)
    assert visitor.cookie() not in (None, "chosen-by-somebody-else")
    assert visitor.get("/chat").status_code == 200


def test_signing_in_again_ends_the_session_before(visitor: Visitor, store: Store) -> None:
    visitor.in_browser("Mira")
    before = visitor.cookie()
    assert before is not None
    form = {"csrf_token": visitor.csrf("/chat"), "username": "Mira", "password": PASSWORD}
    visitor.ask("POST", "/login", data=form)
    assert visitor.cookie() != before
    assert store.read(lambda tx: session_for(tx, before)) is None


def test_a_session_not_used_for_long_is_over(visitor: Visitor, hand: Hand) -> None:
    visitor.as_member("Mira")
    hand.forward(MEMBER_IDLE)
    assert visitor.api("GET", "/me").status_code == 401


def test_asking_keeps_the_session(visitor: Visitor, hand: Hand) -> None:
    visitor.as_member("Mira")
    for _ in range(3):
        hand.forward(MEMBER_IDLE - 1)
        assert visitor.api("GET", "/me").status_code == 200


def test_reading_goes_on_while_nothing_can_be_written(
    visitor: Visitor, hand: Hand, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.as_member("Mira")
    hand.forward(TOUCH_AFTER)
    monkeypatch.setattr("parlour.store.writer.QUEUE_LIMIT", 0)
    assert visitor.api("GET", "/me").status_code == 200
    assert visitor.api("POST", "/rooms", {"name": "Kitchen"}).status_code == 503


def test_no_password_and_no_token_is_kept(visitor: Visitor, store: Store, folder: Path) -> None:
    visitor.as_member("Mira")
    assert visitor.token is not None
    assert "Mira" in everything(store)
    kept = [everything(store).encode(), *(path.read_bytes() for path in folder.rglob("*") if path.is_file())]
    assert not any(secret.encode() in data for data in kept for secret in (visitor.token, PASSWORD))


def test_one_visitor_is_never_taken_for_another(somebody: Callable[[], Visitor]) -> None:
    mira, otto = somebody().as_member("Mira"), somebody().as_member("Otto")
    for _ in range(3):
        assert mira.api("GET", "/me").json["account"]["username"] == "Mira"
        assert otto.api("GET", "/me").json["account"]["username"] == "Otto"
