"""Signing in: by name and password, with the same answer and the same time for everything that is wrong."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import pytest
from argon2 import PasswordHasher
from sqlalchemy import update
from structlog.testing import capture_logs
from web.conftest import Make
from web.visitor import PASSWORD, Visitor, code_of
from werkzeug.test import TestResponse

from parlour.accounts.models import Account
from parlour.accounts.reads import credentials_of
from parlour.store import Store
from parlour.web import create_app


def sign_in(visitor: Visitor, name: str = "Mira", password: str = PASSWORD) -> TestResponse:
    return visitor.api("POST", "/sessions", {"username": name, "password": password})


@pytest.fixture
def mira(somebody: Callable[[], Visitor]) -> Visitor:
    return somebody().as_member("Mira")


@pytest.mark.parametrize("name", ["Mira", "mira", " MIRA ", "M1ra"])
def test_any_spelling_of_the_name_signs_in(visitor: Visitor, mira: Visitor, name: str) -> None:
    answer = sign_in(visitor, name)
    assert answer.status_code == 201
    assert answer.json["account"] == {"id": mira.id, "username": "Mira", "role": "member"}
    assert answer.json["token"] != mira.token


WRONG = [("Mira", "wrong wrong"), ("Mira", PASSWORD + " "), ("Mira", PASSWORD.upper()), ("Nobody", PASSWORD), ("", "")]
WRONG += [("Gast", PASSWORD), ("Mira\x00", PASSWORD), ("x" * 10_000, PASSWORD), ("Mira", "x" * 10_000)]


def test_everything_that_is_wrong_answers_alike(visitor: Visitor, mira: Visitor) -> None:
    visitor.as_guest("Gast")
    visitor.token = None
    answers = [sign_in(visitor, *wrong) for wrong in WRONG]
    assert {(answer.status_code, answer.data) for answer in answers} == {(401, answers[0].data)}
    assert len({tuple(sorted(dict(answer.headers).items())) for answer in answers}) == 1
    assert code_of(answers[0]) == "wrong_credentials"


def test_an_unknown_name_takes_as_long_as_a_wrong_password(visitor: Visitor, mira: Visitor) -> None:
    def time_of(name: str) -> float:
        start = time.perf_counter()
        sign_in(visitor, name, "wrong wrong")
        return time.perf_counter() - start

    time_of("Nobody")
    pairs = [(time_of("Mira"), time_of("Nobody")) for _ in range(9)]
    known, unknown = (median(times) for times in zip(*pairs, strict=True))
    assert 0.6 < unknown / known < 1.6


def test_a_weak_hash_becomes_a_strong_one_on_signing_in(visitor: Visitor, mira: Visitor, store: Store) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    store.write(lambda tx: tx.execute(update(Account).values(password=weak)))
    assert sign_in(visitor).status_code == 201
    known = store.read(lambda tx: credentials_of(tx, "Mira"))
    assert known is not None
    assert "m=19456,t=2,p=1" in known.password
    assert sign_in(visitor).status_code == 201


@pytest.fixture
def limited(make_site: Make, mira: Visitor) -> Callable[[str], Visitor]:
    """Make visitors from other addresses to the same people, with limits on."""
    app = create_app(make_site(limits="on"))
    return lambda address: Visitor(app, address)


def test_guessing_a_password_is_slowed_and_the_victim_still_gets_in(limited: Callable[[str], Visitor]) -> None:
    thief, victim = limited("198.51.100.1"), limited("203.0.113.5")
    assert [sign_in(thief, "Mira", "wrong wrong").status_code for _ in range(6)] == [401] * 5 + [429]
    refused = sign_in(thief)
    assert (refused.status_code, code_of(refused)) == (429, "rate_limited")
    assert 0 < refused.json["error"]["retry_after"] <= 60
    assert int(refused.headers["Retry-After"]) >= refused.json["error"]["retry_after"]
    assert sign_in(victim).status_code == 201


def test_another_spelling_is_the_same_name_to_the_limit(limited: Callable[[str], Visitor]) -> None:
    thief = limited("198.51.100.1")
    names = ["Mira", "mira", "MIRA", "M1ra", "rnira", "Mira"]
    assert [sign_in(thief, name, "wrong wrong").status_code for name in names] == [401] * 5 + [429]


def test_trying_one_password_on_many_names_is_slowed(
    limited: Callable[[str], Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parlour.web.signing_in.fits", lambda *_: False)
    thief = limited("198.51.100.1")
    assert [sign_in(thief, f"name {n}").status_code for n in range(31)] == [401] * 30 + [429]


def test_a_forged_header_does_not_make_another_address(limited: Callable[[str], Visitor]) -> None:
    thief = limited("198.51.100.1")
    body = {"username": "Mira", "password": "wrong wrong"}
    for n in range(5):
        thief.api("POST", "/sessions", body, x_forwarded_for=f"10.0.0.{n}", forwarded=f"for=10.0.0.{n}")
    assert thief.api("POST", "/sessions", body, x_forwarded_for="10.9.9.9", x_real_ip="10.9.9.9").status_code == 429


def test_one_household_with_many_ipv6_addresses_is_one(limited: Callable[[str], Visitor]) -> None:
    thieves = [limited(f"2001:db8:1:2::{n}") for n in range(1, 7)]
    assert [sign_in(thief, "Mira", "wrong wrong").status_code for thief in thieves] == [401] * 5 + [429]
    assert sign_in(limited("2001:db8:1:3::1")).status_code == 201
    assert sign_in(limited("::ffff:198.51.100.9")).status_code == 201
    assert sign_in(limited("a-socket")).status_code == 201


def test_signing_in_well_is_never_slowed(limited: Callable[[str], Visitor], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parlour.web.signing_in.fits", lambda *_: True)
    friend = limited("198.51.100.1")
    assert {sign_in(friend).status_code for _ in range(40)} == {201}


def test_the_page_says_kindly_how_long_to_wait(limited: Callable[[str], Visitor]) -> None:
    thief = limited("198.51.100.1")
    for _ in range(6):
        answer = thief.submit("/login", username="Mira", password="wrong wrong")
    assert answer.status_code == 429
    assert "You can try again in" in answer.text
    assert "Retry-After" in answer.headers


def test_signing_in_is_written_down_without_what_was_typed(visitor: Visitor, mira: Visitor) -> None:
    with capture_logs() as lines:
        sign_in(visitor, "Mira", "wrong wrong")
        sign_in(visitor, "my password by mistake")
        token = sign_in(visitor).json["token"]
    assert [line["event"] for line in lines] == [
        *("sign_in_failed", "refused", "sign_in_failed", "refused", "signed_in"),
    ]
    assert [line.get("account") for line in lines[::2]] == [mira.id, None, mira.id]
    assert not any(secret in str(lines) for secret in ("wrong wrong", PASSWORD, token, "my password"))
