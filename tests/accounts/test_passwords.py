"""Passwords: argon2id, exact, a few at a time; the ones everybody tries first are refused."""

from __future__ import annotations

import threading
import time

import pytest
from argon2 import PasswordHasher

from parlour.accounts import passwords
from parlour.accounts.passwords import checked_password, fits, hashed, is_outdated
from parlour.errors import Invalid, Unavailable

GOOD = "kettle and biscuits"


def test_a_password_is_kept_as_argon2id_with_at_least_19_mib() -> None:
    assert hashed(GOOD).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_the_same_password_is_never_kept_the_same_way() -> None:
    assert hashed(GOOD) != hashed(GOOD)


@pytest.mark.parametrize("password", [GOOD, "ключ от квартиры", "a" * 127 + "b", "  spaces count  ", "nul\x00inside"])
def test_a_password_fits_exactly(password: str) -> None:
    known = hashed(password)
    assert fits(password, known)
    assert not fits(password[:-1], known)
    assert not fits(password + " ", known)
    assert not fits(password.swapcase(), known)


def test_the_same_letters_typed_on_another_keyboard_are_the_same_password() -> None:
    assert fits("cafe\u0301 au lait", hashed("caf\u00e9 au lait"))


def test_nobody_signs_in_where_there_is_no_password() -> None:
    assert not fits("nobody has this password", None)
    assert not fits(GOOD, "not a hash")


def test_an_unknown_name_takes_as_long_as_a_wrong_password() -> None:
    known = hashed(GOOD)
    fits("warm up", None)
    timings = {name: min(_time(value) for _ in range(5)) for name, value in (("known", known), ("unknown", None))}
    assert timings["unknown"] > timings["known"] / 2


def _time(known: str | None) -> float:
    start = time.perf_counter()
    fits("wrong password", known)
    return time.perf_counter() - start


def test_a_lone_surrogate_cannot_sign_in_and_breaks_nothing() -> None:
    assert not fits("\ud800 and more", hashed(GOOD))


@pytest.mark.parametrize("password", ["kettle1", "", "\u0301" * 7])
def test_a_password_has_at_least_8_characters(password: str) -> None:
    with pytest.raises(Invalid, match="8") as refused:
        checked_password(password, "Mira")
    assert refused.value.field == "password"


def test_a_password_has_at_most_128_characters() -> None:
    assert checked_password("k7" * 64, "Mira") == "k7" * 64
    with pytest.raises(Invalid, match="128"):
        checked_password("k7" * 64 + "k", "Mira")


def test_a_password_that_no_database_can_hold_is_refused() -> None:
    with pytest.raises(Invalid):
        checked_password("kettle \ud800 biscuits", "Mira")


@pytest.mark.parametrize("password", ["password", "12345678", "PassWord", "trustno1", "iloveyou", "qwertyuiop"])
def test_common_passwords_are_refused(password: str) -> None:
    with pytest.raises(Invalid, match="common"):
        checked_password(password, "Mira")


def test_the_list_holds_3000_that_could_be_chosen() -> None:
    common = passwords._common()
    assert len(common) == 3000
    assert all(len(word) >= 8 and word == word.casefold() for word in common)


@pytest.mark.parametrize("password", ["Mira2026", "miramira", "MIRAMIRA!", "parlour1", "Parlour-12", "mira@parlour"])
def test_a_password_is_not_the_name_again(password: str) -> None:
    with pytest.raises(Invalid, match="close"):
        checked_password(password, "Mira")


@pytest.mark.parametrize("password", [GOOD, "a mirage in the desert", "no rules about signs", "ЖжЖжЖжЖж"])
def test_there_are_no_rules_about_what_a_password_is_made_of(password: str) -> None:
    assert checked_password(password, "Mira") == password


def test_a_short_name_does_not_spoil_passwords() -> None:
    assert checked_password("bananas!", "an") == "bananas!"


def test_a_hash_with_weaker_parameters_is_outdated() -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(GOOD)
    assert is_outdated(weak)
    assert fits(GOOD, weak)
    assert not is_outdated(hashed(GOOD))


def test_at_most_two_are_hashed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    inside, most = 0, 0
    counting = threading.Lock()

    class Watched:
        def hash(self, _: str) -> str:
            nonlocal inside, most
            with counting:
                inside += 1
                most = max(most, inside)
            time.sleep(0.05)
            with counting:
                inside -= 1
            return ""

    monkeypatch.setattr(passwords, "HASHER", Watched())
    threads = [threading.Thread(target=hashed, args=(GOOD,)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2


def test_who_would_wait_too_long_is_asked_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "PATIENCE", 0.01)
    with passwords._turn(), passwords._turn(), pytest.raises(Unavailable) as refused:
        hashed(GOOD)
    assert refused.value.retry_after


def test_no_more_wait_than_leaves_threads_for_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_places", threading.BoundedSemaphore(1))
    with passwords._turn(), pytest.raises(Unavailable):
        hashed(GOOD)
