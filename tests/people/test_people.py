"""Finding people by a few letters: everybody here, for a guest those he shares a room with, never who is gone."""

from __future__ import annotations

import pytest
from people.conftest import Company

from parlour.accounts.actions import register
from parlour.accounts.sessions import end_other_sessions
from parlour.errors import Invalid
from parlour.people.reads import people_named
from parlour.wire import Person


def found(company: Company, actor: Person, text: str) -> list[str]:
    return [person.username for person in company.store.read(lambda tx: people_named(tx, actor, text))]


@pytest.mark.parametrize("typed", ["mira", "MIRA", "ir", "  mira ", "\uff4dira", "m\u0456ra"])
def test_letters_are_found_anywhere_in_a_name_and_however_they_are_typed(company: Company, typed: str) -> None:
    assert found(company, company.kit, typed) == ["Mira"]


def test_names_that_begin_so_come_first(company: Company) -> None:
    company.store.write(lambda tx: [register(tx, name, "a hash") for name in ("Annabel Ott", "Ottilie")])
    assert found(company, company.kit, "ott") == ["Ottilie", "Otto", "Annabel Ott"]


def test_with_nothing_typed_the_first_twenty_are_named(company: Company) -> None:
    company.store.write(lambda tx: [register(tx, f"Somebody {number}", "a hash") for number in range(30)])
    assert len(found(company, company.kit, "")) == 20
    assert found(company, company.kit, "")[:2] == ["Gast", "Kit"]


@pytest.mark.parametrize("typed", ["%", "_", "/", "\\", "zz"])
def test_signs_that_mean_something_to_a_database_mean_nothing_here(company: Company, typed: str) -> None:
    assert found(company, company.kit, typed) == []


@pytest.mark.parametrize("typed", ["x" * 41, "x" * 60_000, "a\x00b", "\ufdfa" * 40])
def test_what_cannot_be_a_name_is_refused(company: Company, typed: str) -> None:
    with pytest.raises(Invalid) as caught:
        found(company, company.kit, typed)
    assert caught.value.field == "q"


def test_a_guest_finds_those_he_shares_a_room_with(company: Company) -> None:
    assert found(company, company.gast, "") == ["Gast", "Kit"]
    assert found(company, company.gast, "mira") == []


def test_a_guest_who_is_gone_is_not_found(company: Company) -> None:
    assert found(company, company.kit, "gast") == ["Gast"]
    company.store.write(lambda tx: end_other_sessions(tx, company.gast, kept=0))
    assert found(company, company.kit, "gast") == []
