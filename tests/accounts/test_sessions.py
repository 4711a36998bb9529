"""Sessions: by a token that only its holder has, until they end."""

from __future__ import annotations

from pathlib import Path

import pytest
from accounts.hand import Hand
from sqlalchemy import select
from statements import everything
from world import person

from parlour.accounts.models import Session
from parlour.accounts.reads import devices_of
from parlour.accounts.sessions import (
    ABSOLUTE,
    GUEST_IDLE,
    MEMBER_IDLE,
    SESSIONS_LIMIT,
    TOUCH_AFTER,
    Signed,
    Visit,
    end_expired,
    end_other_sessions,
    end_session,
    has_live_session,
    open_session,
    renew_token,
    session_for,
    touch,
)
from parlour.clock import DAY
from parlour.errors import NotFound
from parlour.events import Event, SessionsEnded
from parlour.store import Store
from parlour.wire import Person

HERE = Visit("192.0.2.7", "Firefox")


@pytest.fixture
def mira(store: Store) -> Person:
    return person(store, "Mira")


@pytest.fixture
def otto(store: Store) -> Person:
    return person(store, "Otto")


def signed_in(store: Store, who: Person) -> str:
    return store.write(lambda tx: open_session(tx, who, HERE))


def found(store: Store, token: str) -> Signed:
    signed = store.read(lambda tx: session_for(tx, token))
    assert signed is not None
    return signed


def is_over(store: Store, token: str) -> bool:
    return store.read(lambda tx: session_for(tx, token)) is None


def test_a_token_tells_who_holds_it(store: Store, hand: Hand, mira: Person) -> None:
    signed = found(store, signed_in(store, mira))
    assert (signed.person, signed.seen_at, signed.expires_at) == (mira, hand.at, hand.at + MEMBER_IDLE)


def test_two_tokens_are_never_alike_and_have_256_bits(store: Store, mira: Person) -> None:
    tokens = {signed_in(store, mira) for _ in range(20)}
    assert len(tokens) == 20
    assert all(len(token) == 43 for token in tokens)


def test_the_token_itself_is_nowhere_in_the_database(store: Store, mira: Person, folder: Path) -> None:
    token = signed_in(store, mira)
    assert mira.username in everything(store)
    kept = [everything(store).encode(), *(path.read_bytes() for path in folder.rglob("*") if path.is_file())]
    assert not any(token.encode() in data for data in kept)


@pytest.mark.parametrize("token", ["", "x", "é" * 43, "\ud800", "a" * 1_000_000])
def test_a_forged_token_is_nobody(store: Store, mira: Person, token: str) -> None:
    signed_in(store, mira)
    assert is_over(store, token)


def test_the_stored_digest_is_no_token(store: Store, mira: Person) -> None:
    signed_in(store, mira)
    stored = store.read(lambda tx: tx.execute(select(Session.token_digest)).scalar_one())
    assert is_over(store, stored)


@pytest.mark.parametrize(("role", "idle"), [("member", MEMBER_IDLE), ("owner", MEMBER_IDLE), ("guest", GUEST_IDLE)])
def test_a_session_not_used_for_long_is_over(store: Store, hand: Hand, role: str, idle: int) -> None:
    token = signed_in(store, person(store, "Mira", role))
    hand.forward(idle - 1)
    assert not is_over(store, token)
    hand.forward(1)
    assert is_over(store, token)


def test_using_a_session_keeps_it_but_not_for_ever(store: Store, hand: Hand, mira: Person) -> None:
    token = signed_in(store, mira)
    session, begun = found(store, token).session, hand.at
    while hand.at + 20 * DAY < begun + ABSOLUTE:
        hand.forward(20 * DAY)
        store.write(lambda tx: touch(tx, [session]))
        assert not is_over(store, token)
    hand.at = begun + ABSOLUTE
    assert is_over(store, token)


def test_touching_writes_at_most_once_a_minute(store: Store, hand: Hand, mira: Person) -> None:
    token = signed_in(store, mira)
    session, begun = found(store, token).session, hand.at
    hand.forward(TOUCH_AFTER - 1)
    store.write(lambda tx: touch(tx, [session]))
    assert found(store, token).seen_at == begun
    hand.forward(1)
    store.write(lambda tx: touch(tx, [session]))
    assert found(store, token).seen_at == hand.at


def test_touching_does_not_bring_back_what_is_over(store: Store, hand: Hand, mira: Person) -> None:
    token = signed_in(store, mira)
    session = found(store, token).session
    hand.forward(MEMBER_IDLE)
    store.write(lambda tx: touch(tx, [session, 999]))
    assert is_over(store, token)


def test_ending_a_session_is_told_and_leaves_the_others(store: Store, events: list[Event], mira: Person) -> None:
    phone, laptop = signed_in(store, mira), signed_in(store, mira)
    session = found(store, phone).session
    store.write(lambda tx: end_session(tx, mira, session))
    assert is_over(store, phone)
    assert not is_over(store, laptop)
    assert events == [SessionsEnded(mira.id, (session,))]


def test_nobody_ends_the_session_of_another(store: Store, events: list[Event], mira: Person, otto: Person) -> None:
    token = signed_in(store, mira)
    session = found(store, token).session
    with pytest.raises(NotFound):
        store.write(lambda tx: end_session(tx, otto, session))
    assert not is_over(store, token)
    assert events == []


def test_all_others_can_be_ended_at_once(store: Store, events: list[Event], mira: Person, otto: Person) -> None:
    here, phone, laptop, his = (signed_in(store, who) for who in (mira, mira, mira, otto))
    kept = found(store, here).session
    store.write(lambda tx: end_other_sessions(tx, mira, kept=kept))
    assert [is_over(store, token) for token in (here, phone, laptop, his)] == [False, True, True, False]
    assert events == [SessionsEnded(mira.id, (kept + 1, kept + 2))]


def test_expired_sessions_are_swept_up_and_told(
    store: Store, hand: Hand, events: list[Event], mira: Person, otto: Person
) -> None:
    old = [found(store, signed_in(store, who)).session for who in (mira, otto)]
    hand.forward(MEMBER_IDLE)
    fresh = signed_in(store, mira)
    store.write(end_expired)
    assert events == [SessionsEnded(mira.id, (old[0],)), SessionsEnded(otto.id, (old[1],))]
    assert not is_over(store, fresh)


def test_renewing_the_token_ends_the_old_one_and_keeps_the_session(store: Store, mira: Person) -> None:
    old = signed_in(store, mira)
    session = found(store, old).session
    new = store.write(lambda tx: renew_token(tx, mira, session))
    assert is_over(store, old)
    assert found(store, new).session == session


def test_a_person_holds_a_limited_number_of_sessions(store: Store, hand: Hand, mira: Person, otto: Person) -> None:
    his, first, second = signed_in(store, otto), signed_in(store, mira), signed_in(store, mira)
    hand.forward(TOUCH_AFTER)
    store.write(lambda tx: touch(tx, [2]))  # the first is in use, so the second makes room
    for _ in range(SESSIONS_LIMIT - 1):
        signed_in(store, mira)
    assert [is_over(store, token) for token in (his, first, second)] == [False, False, True]


def test_the_list_shows_only_ones_own_live_sessions(store: Store, hand: Hand, mira: Person, otto: Person) -> None:
    signed_in(store, mira)
    hand.forward(MEMBER_IDLE)
    signed_in(store, otto)
    signed_in(store, mira)
    [device] = store.read(lambda tx: devices_of(tx, mira))
    assert (device.address, device.device, device.created_at, device.seen_at) == (*HERE, hand.at, hand.at)


def test_a_long_address_or_device_is_cut(store: Store, mira: Person) -> None:
    store.write(lambda tx: open_session(tx, mira, Visit("1" * 500, "x" * 5000)))
    [device] = store.read(lambda tx: devices_of(tx, mira))
    assert (len(device.address), len(device.device)) == (64, 200)


def test_somebody_is_signed_in_while_any_session_lives(store: Store, hand: Hand, mira: Person, otto: Person) -> None:
    signed_in(store, mira)
    assert store.read(lambda tx: (has_live_session(tx, mira.id), has_live_session(tx, otto.id))) == (True, False)
    hand.forward(MEMBER_IDLE)
    assert not store.read(lambda tx: has_live_session(tx, mira.id))
