"""Coming in for the first time, by the API."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from web.conftest import Make
from web.visitor import PASSWORD, Visitor, code_of

from parlour.accounts.ownership import owner_link
from parlour.store import Store
from parlour.web import create_app


@pytest.fixture
def code(somebody: Callable[[], Visitor]) -> str:
    return str(somebody().as_member("Kit").api("POST", "/rooms", {"name": "Kitchen", "open": False}).json["code"])


def test_a_guest_gets_a_token_and_an_account(visitor: Visitor) -> None:
    answer = visitor.api("POST", "/guests", {"username": " Mira "})
    assert answer.status_code == 201
    assert answer.json["account"] == {"id": 1, "username": "Mira", "role": "guest"}
    assert set(answer.json) == {"account", "token"}
    assert "parlour" not in answer.headers.get("Set-Cookie", "")


def test_a_member_gets_a_token_and_an_account(visitor: Visitor) -> None:
    answer = visitor.api("POST", "/accounts", {"username": "Mira", "password": PASSWORD})
    assert (answer.status_code, answer.json["account"]["role"]) == (201, "member")


@pytest.mark.parametrize("path", ["/guests", "/accounts"])
def test_a_taken_name_is_a_conflict(visitor: Visitor, somebody: Callable[[], Visitor], path: str) -> None:
    somebody().as_guest("Mira")
    answer = visitor.api("POST", path, {"username": "mira", "password": PASSWORD})
    assert (answer.status_code, code_of(answer), answer.json["error"]["field"]) == (409, "name_taken", "username")


@pytest.mark.parametrize("extra", [{"role": "owner"}, {"id": 7}, {"is_admin": True}, {"account": {"role": "owner"}}])
def test_nobody_gives_himself_rights(visitor: Visitor, extra: dict[str, object]) -> None:
    answer = visitor.api("POST", "/accounts", {"username": "Mira", "password": PASSWORD, **extra})
    assert answer.json["account"] == {"id": 1, "username": "Mira", "role": "member"}


@pytest.mark.parametrize("path", ["/guests", "/accounts"])
def test_a_code_leads_into_its_room(visitor: Visitor, code: str, path: str) -> None:
    visitor.token = visitor.api("POST", path, {"username": "Mira", "password": PASSWORD, "code": code}).json["token"]
    assert [room["name"] for room in visitor.api("GET", "/me").json["rooms"]] == ["Kitchen"]


@pytest.mark.parametrize("path", ["/guests", "/accounts"])
def test_an_unknown_code_makes_no_account(visitor: Visitor, code: str, path: str) -> None:
    body = {"username": "Mira", "password": PASSWORD, "code": "AAAA-AAAA"}
    answer = visitor.api("POST", path, body)
    assert (answer.status_code, code_of(answer), answer.json["error"]["field"]) == (404, "unknown_code", "code")
    assert visitor.api("POST", path, {**body, "code": code}).status_code == 201


@pytest.mark.parametrize(("mode", "code_needed"), [("open", False), ("invite", True)])
def test_by_invitation_only_a_code_opens(make_site: Make, code: str, mode: str, code_needed: bool) -> None:
    visitor = Visitor(create_app(make_site(signup=mode)))
    for n, path in enumerate(("/guests", "/accounts")):
        body = {"username": f"Mira {n}", "password": PASSWORD}
        answer = visitor.api("POST", path, body)
        assert answer.status_code == (403 if code_needed else 201)
        if code_needed:
            assert (code_of(answer), answer.json["error"]["field"]) == ("code_needed", "code")
            assert visitor.api("POST", path, {**body, "code": "AAAA-AAAA"}).status_code == 404
            assert visitor.api("POST", path, {**body, "code": code}).status_code == 201


def test_closed_is_closed_even_with_a_code(make_site: Make, code: str) -> None:
    visitor = Visitor(create_app(make_site(signup="closed", guests="off")))
    body = {"username": "Mira", "password": PASSWORD, "code": code}
    assert code_of(visitor.api("POST", "/accounts", body)) == "signup_closed"
    assert code_of(visitor.api("POST", "/guests", body)) == "guests_off"


@pytest.fixture
def limited(make_site: Make) -> Visitor:
    return Visitor(create_app(make_site(limits="on")))


def test_guests_come_at_a_limited_rate(limited: Visitor) -> None:
    answers = [limited.api("POST", "/guests", {"username": f"Guest {n}"}) for n in range(21)]
    assert [answer.status_code for answer in answers] == [201] * 20 + [429]
    assert answers[-1].json["error"]["retry_after"] > 0
    other = Visitor(limited.client.application, "203.0.113.5")
    assert other.api("POST", "/guests", {"username": "Mira"}).status_code == 201


def test_accounts_are_made_at_a_limited_rate(limited: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parlour.web.entering.hashed", lambda _: "hash")
    answers = [limited.api("POST", "/accounts", {"username": f"M {n}", "password": PASSWORD}) for n in range(11)]
    assert [answer.status_code for answer in answers] == [201] * 10 + [429]


def test_codes_are_guessed_at_a_limited_rate_by_whichever_door(limited: Visitor, code: str, store: Store) -> None:
    limited.as_guest("Gast")
    for _ in range(7):
        assert limited.api("POST", "/memberships", {"code": "AAAA-AAAA"}).status_code == 404
        assert limited.api("POST", "/guests", {"username": "Mira", "code": "AAAA-AAAA"}).status_code in (404, 429)
        limited.get("/join/AAAA-AAAA")
    assert limited.api("POST", "/memberships", {"code": code}).status_code == 429
    assert limited.get(f"/join/{code}").status_code == 429
    other = Visitor(limited.client.application, "203.0.113.5")
    assert other.get(f"/join/{code}").status_code == 200
    assert owner_link(store)


def test_following_a_good_link_is_never_slowed(limited: Visitor, code: str) -> None:
    assert {limited.get(f"/join/{code}").status_code for _ in range(40)} == {200}
