"""Somebody takes over the account that was imported for him, by a link that works once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from argon2 import PasswordHasher
from sqlalchemy import insert
from web.visitor import PASSWORD, Visitor
from world import person

from parlour.accounts import passwords
from parlour.accounts.claims import claim_token, unclaimed
from parlour.accounts.models import Account
from parlour.accounts.names import name_key
from parlour.errors import Invalid
from parlour.store import Store
from parlour.web import Site


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def mira(store: Store) -> int:
    values = {"username": "Mira", "name_key": name_key("Mira"), "role": "member", "created_at": 0}
    return int(store.write(lambda tx: tx.execute(insert(Account).values(values).returning(Account.id)).scalar_one()))


@pytest.fixture
def link(site: Site, mira: int) -> str:
    return f"/claim/{claim_token(site.secret, mira)}"


def test_who_has_the_link_chooses_a_password_and_is_that_person(
    visitor: Visitor, somebody: Callable[[], Visitor], link: str, mira: int
) -> None:
    assert "Welcome, Mira" in visitor.get(link).text
    assert visitor.submit(link, password=PASSWORD).location == "/chat"
    assert visitor.api("GET", "/me").json["account"] == {"id": mira, "username": "Mira", "role": "member"}
    late = somebody()
    assert late.get(link).status_code == 404
    assert late.submit(link, "/login", password=PASSWORD).status_code == 404
    assert late.api("POST", "/sessions", {"username": "Mira", "password": PASSWORD}).status_code == 201


@pytest.mark.parametrize("password", ["short", "Mira Mira Mira", "password1"])
def test_a_password_that_will_not_do_is_said_at_its_field(visitor: Visitor, link: str, password: str) -> None:
    answer = visitor.submit(link, password=password)
    assert answer.status_code == 400
    assert 'id="password-error"' in answer.text
    assert visitor.get(link).status_code == 200


def test_a_link_for_another_is_none(visitor: Visitor, store: Store, site: Site, mira: int) -> None:
    guest, owner = person(store, "Gast", "guest").id, person(store, "Chief", "owner").id
    mark = claim_token(site.secret, mira).partition(".")[2]
    others = [claim_token(site.secret, one) for one in (guest, owner, 999)]
    broken = [f"{mira}", f"{mira}.", f"{mira + 1}.{mark}", f"{mira}.{mark[:-1]}", f"{'9' * 30}.{mark}"]
    for token in ("", ".", "guess", *broken, *others, claim_token("other", mira)):
        assert visitor.get(f"/claim/{token}").status_code == 404, token


def test_who_can_be_claimed_is_listed_by_name(store: Store, mira: int) -> None:
    person(store, "Gast", "guest")
    assert [one.id for one in store.read(unclaimed)] == [mira]
    assert [one.id for one in store.read(lambda tx: unclaimed(tx, "MIRA"))] == [mira]
    assert store.read(lambda tx: unclaimed(tx, "Gast")) == []
    with pytest.raises(Invalid):
        store.read(lambda tx: unclaimed(tx, "x" * 300))
