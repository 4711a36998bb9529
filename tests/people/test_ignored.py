"""Ignoring somebody: known to whoever does it and to nobody else."""

from __future__ import annotations

import pytest
from people.conftest import Company
from statements import asked

from parlour.accounts.actions import register
from parlour.errors import Invalid, NotFound
from parlour.events import AccountChanged
from parlour.people.actions import heed_person, ignore_person
from parlour.people.reads import ignored_by, ignored_by_each
from parlour.store import Tx
from parlour.wire import IGNORED_LIMIT, Person


def ignored(company: Company, actor: Person) -> list[str]:
    return [person.username for person in company.store.read(lambda tx: ignored_by(tx, actor))]


def told(company: Company, act: object, account: int) -> list[int]:
    """Who is told of what Kit does."""

    def do(tx: Tx) -> list[int]:
        act(tx, company.kit, account)  # type: ignore[operator]
        return [fact.account for fact in tx.events if isinstance(fact, AccountChanged)]

    return company.store.write(do)


def test_only_whoever_ignores_learns_of_it(company: Company) -> None:
    assert told(company, ignore_person, company.mira.id) == [company.kit.id]
    assert told(company, ignore_person, company.mira.id) == []
    assert (ignored(company, company.kit), ignored(company, company.mira)) == (["Mira"], [])
    assert told(company, heed_person, company.mira.id) == [company.kit.id]
    assert told(company, heed_person, company.mira.id) == []
    assert ignored(company, company.kit) == []


def test_neither_oneself_nor_somebody_one_cannot_see_is_ignored(company: Company) -> None:
    with pytest.raises(Invalid):
        company.store.write(lambda tx: ignore_person(tx, company.kit, company.kit.id))
    for actor, account in ((company.kit, 999), (company.gast, company.mira.id)):
        with pytest.raises(NotFound):
            company.store.write(lambda tx, actor=actor, account=account: ignore_person(tx, actor, account))


def test_at_most_five_hundred_are_ignored(company: Company) -> None:
    def fill(tx: Tx) -> Person:
        for number in range(IGNORED_LIMIT):
            ignore_person(tx, company.kit, register(tx, f"Somebody {number}", "a hash").id)
        return register(tx, "One more", "a hash")

    more = company.store.write(fill)
    assert len(ignored(company, company.kit)) == IGNORED_LIMIT
    with pytest.raises(Invalid):
        company.store.write(lambda tx: ignore_person(tx, company.kit, more.id))


def test_whom_many_ignore_is_asked_with_one_statement(company: Company) -> None:
    for account in (company.otto.id, company.mira.id):
        company.store.write(lambda tx, account=account: ignore_person(tx, company.kit, account))

    def look(tx: Tx) -> tuple[dict[int, list[int]], int]:
        with asked(tx) as statements:
            found = ignored_by_each(tx, [company.kit.id, company.mira.id])
        return found, len(statements)

    found = {company.kit.id: [company.mira.id, company.otto.id], company.mira.id: []}
    assert company.store.read(look) == (found, 1)
