"""The owner: one, made by a link that works once."""

from __future__ import annotations

import pytest

from parlour.accounts.actions import enter_as_guest, register
from parlour.accounts.ownership import become_owner, check_owner_link, make_owner, owner_link
from parlour.accounts.sessions import Visit, open_session, session_for
from parlour.errors import NotFound
from parlour.store import Store
from parlour.wire import Person

HERE = Visit("192.0.2.7", "Firefox")


@pytest.fixture
def mira(store: Store) -> Person:
    return store.write(lambda tx: register(tx, "Mira", "hash"))


def link(store: Store) -> str:
    token = owner_link(store)
    assert token is not None
    return token


def is_good(store: Store, token: str) -> bool:
    try:
        store.read(lambda tx: check_owner_link(tx, token))
    except NotFound:
        return False
    return True


def test_the_link_makes_an_owner_once(store: Store, mira: Person) -> None:
    token = link(store)
    assert store.write(lambda tx: make_owner(tx, mira, token)).role == "owner"
    assert not is_good(store, token)
    assert owner_link(store) is None
    otto = store.write(lambda tx: register(tx, "Otto", "hash"))
    with pytest.raises(NotFound):
        store.write(lambda tx: make_owner(tx, otto, token))


def test_every_start_has_a_link_of_its_own(store: Store) -> None:
    first, second = link(store), link(store)
    assert not is_good(store, first)
    assert is_good(store, second)


@pytest.mark.parametrize("token", ["", "guess", "\ud800"])
def test_a_guessed_link_is_not_there(store: Store, token: str) -> None:
    link(store)
    assert not is_good(store, token)


def test_before_the_first_start_no_link_is_good(store: Store) -> None:
    assert not is_good(store, "")


def test_a_guest_does_not_become_the_owner(store: Store) -> None:
    token = link(store)
    guest = store.write(lambda tx: enter_as_guest(tx, "Gast"))
    with pytest.raises(NotFound):
        store.write(lambda tx: make_owner(tx, guest, token))
    assert is_good(store, token)


def test_becoming_the_owner_renews_the_token_and_ends_the_other_sessions(store: Store, mira: Person) -> None:
    here, phone = (store.write(lambda tx: open_session(tx, mira, HERE)) for _ in range(2))
    token = link(store)
    signed = store.read(lambda tx: session_for(tx, here))
    assert signed is not None
    owner, renewed = store.write(lambda tx: become_owner(tx, mira, signed.session, token))
    after = store.read(lambda tx: [session_for(tx, one) for one in (here, phone, renewed)])
    assert after[:2] == [None, None]
    assert after[2] is not None
    assert after[2].person == owner
