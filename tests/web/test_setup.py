"""The one-time link that makes its visitor the owner."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from web.conftest import Make
from web.visitor import PASSWORD, Visitor

from parlour.accounts.ownership import owner_link
from parlour.store import Store
from parlour.web import create_app


@pytest.fixture
def link(store: Store) -> str:
    return f"/setup/{owner_link(store)}"


def role(visitor: Visitor) -> str:
    return str(visitor.api("GET", "/me").json["account"]["role"])


def test_the_first_start_has_no_account(visitor: Visitor) -> None:
    for name in ("admin", "root", "owner", "parlour"):
        assert visitor.api("POST", "/sessions", {"username": name, "password": name}).status_code == 401


def test_whoever_follows_the_link_registers_as_the_owner(visitor: Visitor, link: str) -> None:
    assert "Become the owner" in visitor.get(link).text
    assert visitor.submit(link, username="Kit", password=PASSWORD).location == "/chat"
    assert role(visitor) == "owner"


def test_the_link_works_once(visitor: Visitor, somebody: Callable[[], Visitor], link: str) -> None:
    visitor.submit(link, username="Kit", password=PASSWORD)
    late = somebody()
    assert late.get(link).status_code == 404
    assert late.submit(link, "/login", username="Mira", password=PASSWORD).status_code == 404
    assert late.cookie() is None


def test_a_member_becomes_the_owner_and_gets_a_new_token(visitor: Visitor, link: str) -> None:
    before = visitor.in_browser("Kit").cookie()
    assert "<b>Kit</b>" in visitor.get(link).text
    assert visitor.submit(link).location == "/chat"
    assert role(visitor) == "owner"
    assert visitor.cookie() != before
    assert visitor.api("GET", "/me", authorization=f"Bearer {before}").status_code == 401


def test_a_guest_makes_an_account_to_be_the_owner(visitor: Visitor, link: str) -> None:
    visitor.submit("/guest", "/", username="Gast")
    assert visitor.submit(link, username="Kit", password=PASSWORD).location == "/chat"
    assert visitor.api("GET", "/me").json["account"]["username"] == "Kit"


@pytest.mark.parametrize("token", ["x", "%00", "x" * 5000])
def test_a_guessed_link_is_not_there(visitor: Visitor, link: str, token: str) -> None:
    assert visitor.get(f"/setup/{token}").status_code == 404
    assert visitor.submit(f"/setup/{token}", "/login", username="Kit", password=PASSWORD).status_code == 404


def test_a_bad_password_does_not_use_the_link_up(visitor: Visitor, link: str) -> None:
    answer = visitor.submit(link, username="Kit", password="short")
    assert answer.status_code == 400
    assert "password-error" in answer.text
    assert visitor.submit(link, username="Kit", password=PASSWORD).status_code == 303


def test_the_owner_comes_in_even_when_sign_up_is_closed(make_site: Make, link: str) -> None:
    visitor = Visitor(create_app(make_site(signup="closed", guests="off")))
    assert visitor.submit(link, username="Kit", password=PASSWORD).status_code == 303
    assert role(visitor) == "owner"
