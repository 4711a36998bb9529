"""What people tell of themselves: its limits, who may read it, and a status that ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from accounts.hand import Hand
from people.conftest import Company

from parlour.clock import rfc3339
from parlour.errors import Invalid, NotFound
from parlour.people.profiles import ProfileChange, card_of, checked_profile, update_profile
from parlour.store import Store
from parlour.wire import Card, Person


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def store(folder: Path, hand: Hand, database: str) -> Iterator[Store]:
    opened = Store(folder, hand, database=database)
    yield opened
    opened.close()


def told(company: Company, actor: Person, **values: object) -> Card:
    checked = checked_profile(ProfileChange(**values))  # type: ignore[arg-type]
    return company.store.write(lambda tx: update_profile(tx, actor, checked))


def seen(company: Company, actor: Person, account: int) -> Card:
    return company.store.read(lambda tx: card_of(tx, actor, account))


def test_who_has_told_nothing_has_a_name(company: Company) -> None:
    assert seen(company, company.kit, company.mira.id) == Card(company.mira.id, "Mira", "member")


def test_what_is_told_is_seen_and_what_is_not_named_stays(company: Company) -> None:
    told(company, company.mira, pronouns="she/her", about="Tea.\nBiscuits.", timezone="Europe/Berlin")
    told(company, company.mira, about="Tea.")
    told(company, company.mira)
    card = seen(company, company.kit, company.mira.id)
    assert (card.pronouns, card.about, card.timezone) == ("she/her", "Tea.", "Europe/Berlin")
    card = told(company, company.mira, pronouns="", about="  ", timezone="")
    assert card == Card(company.mira.id, "Mira", "member")


def test_a_status_is_over_when_its_time_is(company: Company, hand: Hand) -> None:
    until = rfc3339(hand.at + 60_000)
    card = told(company, company.mira, status_text="At lunch", status_emoji="\U0001f35c", status_until=until)
    assert (card.status_text, card.status_emoji, card.status_until) == ("At lunch", "\U0001f35c", until)
    hand.forward(60_000)
    assert seen(company, company.kit, company.mira.id) == Card(company.mira.id, "Mira", "member")
    told(company, company.mira, status_until=None)
    assert seen(company, company.kit, company.mira.id).status_text == "At lunch"


@pytest.mark.parametrize(("field", "limit"), [("pronouns", 40), ("about", 300), ("status_text", 100)])
def test_texts_have_their_limits(company: Company, field: str, limit: int) -> None:
    assert getattr(told(company, company.kit, **{field: "x" * limit}), field) == "x" * limit
    for text in ("x" * (limit + 1), "x" * 10_000_000, "a\x00b"):
        with pytest.raises(Invalid) as caught:
            told(company, company.kit, **{field: text})
        assert caught.value.field == field


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata", "America/Argentina/Buenos_Aires", "Etc/GMT+3"])
def test_zones_are_known_by_their_names(company: Company, zone: str) -> None:
    assert told(company, company.kit, timezone=zone).timezone == zone


@pytest.mark.parametrize(
    "zone", ["Mars/Phobos", "../../etc/passwd", "Europe", "Europe/", "/Europe/Berlin", "UTC\x00", "x" * 65, "\u212aiev"]
)
def test_what_is_no_zone_is_refused(company: Company, zone: str) -> None:
    with pytest.raises(Invalid) as caught:
        told(company, company.kit, timezone=zone)
    assert caught.value.field == "timezone"


def test_a_machine_that_knows_no_zones_believes_what_looks_like_one(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parlour.people.profiles.available_timezones", set)
    assert told(company, company.kit, timezone="Mars/Phobos").timezone == "Mars/Phobos"
    with pytest.raises(Invalid):
        told(company, company.kit, timezone="../../etc/passwd")


@pytest.mark.parametrize(
    "sign", ["\U0001f35c", "\u2615\ufe0f", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f1e9\U0001f1ea"]
)
def test_an_emoji_may_be_put_together_of_several(company: Company, sign: str) -> None:
    assert told(company, company.kit, status_emoji=sign).status_emoji == sign


@pytest.mark.parametrize("sign", ["x", "\U0001f35cx", "\U0001f35c" * 17, ":)", "1", "\u202e\U0001f35c"])
def test_what_is_no_emoji_is_refused(company: Company, sign: str) -> None:
    with pytest.raises(Invalid) as caught:
        told(company, company.kit, status_emoji=sign)
    assert caught.value.field == "status_emoji"


@pytest.mark.parametrize("until", ["", "soon", "2026-11-21", "2026-11-21T10:00", "1969-01-01T00:00:00Z", "9" * 10_000])
def test_what_is_no_moment_is_refused(company: Company, until: str) -> None:
    with pytest.raises(Invalid) as caught:
        told(company, company.kit, status_until=until)
    assert caught.value.field == "status_until"


def test_a_card_is_for_those_who_see_the_person(company: Company, refused: Callable[..., None]) -> None:
    told(company, company.mira, about="For members")
    refused(company.gast, company.mira.id)
    refused(company.kit, 999)
    assert seen(company, company.gast, company.kit.id).username == "Kit"
    assert seen(company, company.gast, company.gast.id).role == "guest"


@pytest.fixture
def refused(company: Company) -> Callable[[Person, int], None]:
    def refuse(actor: Person, account: int) -> None:
        with pytest.raises(NotFound) as caught:
            seen(company, actor, account)
        assert caught.value.as_dict() == NotFound().as_dict()

    return refuse
