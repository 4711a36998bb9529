"""Accounts: register, enter as a guest, sign in, claim, change the password."""

from __future__ import annotations

import pytest
from accounts.hand import Hand
from sqlalchemy import select

from parlour.accounts.actions import change_password, claim, enter_as_guest, register, sign_in
from parlour.accounts.models import Account
from parlour.accounts.reads import Credentials, credentials_of, is_free, password_of
from parlour.accounts.sessions import (
    GUEST_IDLE,
    MEMBER_IDLE,
    Signed,
    Visit,
    end_other_sessions,
    open_session,
    session_for,
)
from parlour.errors import Conflict, Invalid, NameTaken, WrongCredentials
from parlour.events import AccountChanged, Event, SessionsEnded
from parlour.rooms.actions import create_room
from parlour.rooms.reads import rooms_of
from parlour.store import Store, Tx
from parlour.wire import Person

HERE = Visit("192.0.2.7", "Firefox")


def guest(store: Store, name: str) -> tuple[Person, str]:
    def act(tx: Tx) -> tuple[Person, str]:
        made = enter_as_guest(tx, name)
        return made, open_session(tx, made, HERE)

    return store.write(act)


def member(store: Store, name: str, password_hash: str = "hash") -> Person:
    return store.write(lambda tx: register(tx, name, password_hash))


def holder(store: Store, token: str) -> Signed | None:
    return store.read(lambda tx: session_for(tx, token))


def known(store: Store, name: str) -> Credentials:
    found = store.read(lambda tx: credentials_of(tx, name))
    assert found is not None
    return found


def test_a_registered_name_is_cleaned_and_found_by_any_spelling(store: Store) -> None:
    mira = member(store, "  Mira ")
    assert (mira.username, mira.role) == ("Mira", "member")
    for spelling in ("mira", "MIRA", " Mira", "M1ra"):
        assert known(store, spelling) == Credentials(mira, "hash")


@pytest.mark.parametrize("twin", ["Mira", "MIRA", "M1RA", "rnira"])
def test_a_name_is_taken_once_whatever_the_spelling(store: Store, twin: str) -> None:
    member(store, "Mira")
    with pytest.raises(NameTaken) as refused:
        member(store, twin)
    assert refused.value.field == "username"
    with pytest.raises(NameTaken):
        guest(store, twin)


def test_a_bad_name_makes_no_account(store: Store) -> None:
    with pytest.raises(Invalid):
        member(store, "\u202e")
    assert store.read(lambda tx: tx.execute(select(Account)).all()) == []


def test_a_guest_has_no_password_and_cannot_sign_in(store: Store) -> None:
    visitor, _ = guest(store, "Mira")
    assert visitor.role == "guest"
    assert store.read(lambda tx: credentials_of(tx, "Mira")) is None
    assert store.read(lambda tx: password_of(tx, visitor)) is None


def test_unknown_and_impossible_names_have_no_credentials(store: Store) -> None:
    assert store.read(lambda tx: [credentials_of(tx, name) for name in ("Nobody", "", "\ufdfa" * 40)]) == [None] * 3


def test_the_name_of_a_guest_is_his_while_he_is_signed_in(store: Store, hand: Hand) -> None:
    guest(store, "Mira")
    hand.forward(GUEST_IDLE - 1)
    assert not store.read(lambda tx: is_free(tx, "mira"))
    with pytest.raises(NameTaken):
        member(store, "Mira")


def test_the_name_of_a_guest_who_is_gone_can_be_taken(store: Store, hand: Hand) -> None:
    first, _ = guest(store, "Mira")
    hand.forward(GUEST_IDLE)
    second = member(store, "Mira")
    assert second.id != first.id
    names = store.read(lambda tx: tx.execute(select(Account.id, Account.username, Account.name_key)).all())
    assert [(row.id, row.username) for row in names] == [(first.id, "Mira"), (second.id, "Mira")]
    assert names[0].name_key is None


def test_the_name_of_a_guest_who_signed_out_can_be_taken(store: Store) -> None:
    visitor, _ = guest(store, "Mira")
    store.write(lambda tx: end_other_sessions(tx, visitor))
    assert guest(store, "mira")[0].id != visitor.id


def test_the_name_of_a_member_is_never_free(store: Store, hand: Hand) -> None:
    member(store, "Mira")
    hand.forward(10 * MEMBER_IDLE)
    assert not store.read(lambda tx: is_free(tx, "Mira"))


def test_signing_in_opens_a_session(store: Store) -> None:
    mira = member(store, "Mira")
    token = store.write(lambda tx: sign_in(tx, known(store, "Mira"), HERE))
    found = holder(store, token)
    assert found is not None
    assert found.person == mira


def test_signing_in_can_bring_a_stronger_hash(store: Store) -> None:
    mira, before = member(store, "Mira", "weak"), known(store, "Mira")
    store.write(lambda tx: sign_in(tx, before, HERE, "strong"))
    assert store.read(lambda tx: password_of(tx, mira)) == "strong"


def test_a_password_changed_meanwhile_does_not_open_a_session(store: Store) -> None:
    mira, before = member(store, "Mira", "old"), known(store, "Mira")
    token = store.write(lambda tx: open_session(tx, mira, HERE))
    session = holder(store, token)
    assert session is not None
    store.write(lambda tx: change_password(tx, mira, session.session, "old", "new"))
    with pytest.raises(WrongCredentials):
        store.write(lambda tx: sign_in(tx, before, HERE))


def test_a_guest_who_claims_stays_the_same_person(store: Store, events: list[Event]) -> None:
    visitor, token = guest(store, "Mira")
    room = store.write(lambda tx: create_room(tx, visitor, "Kitchen"))
    signed = holder(store, token)
    assert signed is not None
    events.clear()
    person, renewed = store.write(lambda tx: claim(tx, visitor, signed.session, "hash"))
    assert person == Person(visitor.id, "Mira", "member")
    assert known(store, "mira") == Credentials(person, "hash")
    assert store.read(lambda tx: [mine.id for mine in rooms_of(tx, person)]) == [room.id]
    assert [event.person for event in events if isinstance(event, AccountChanged)] == [person]
    assert holder(store, token) is None
    assert holder(store, renewed) is not None


def test_an_account_is_claimed_once(store: Store) -> None:
    mira = member(store, "Mira")
    with pytest.raises(Conflict):
        store.write(lambda tx: claim(tx, mira, 1, "another"))
    assert store.read(lambda tx: password_of(tx, mira)) == "hash"


def test_a_new_password_ends_every_other_session(store: Store, events: list[Event]) -> None:
    mira, otto = member(store, "Mira"), member(store, "Otto")
    here, phone, his = (store.write(lambda tx, who=who: open_session(tx, who, HERE)) for who in (mira, mira, otto))
    signed, other = holder(store, here), holder(store, phone)
    assert signed is not None
    assert other is not None
    events.clear()
    renewed = store.write(lambda tx: change_password(tx, mira, signed.session, "hash", "new"))
    assert [holder(store, token) is None for token in (here, phone, his, renewed)] == [True, True, False, False]
    assert SessionsEnded(mira.id, (other.session,)) in events
    assert store.read(lambda tx: password_of(tx, mira)) == "new"


def test_a_password_is_only_exchanged_for_the_one_that_was_checked(store: Store) -> None:
    mira = member(store, "Mira")
    with pytest.raises(WrongCredentials):
        store.write(lambda tx: change_password(tx, mira, 1, "not this", "new"))
    assert store.read(lambda tx: password_of(tx, mira)) == "hash"
