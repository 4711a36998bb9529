"""People and direct conversations by REST."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest
from web.conftest import Make
from web.visitor import Visitor, code_of

from parlour.web import create_app


class Company(NamedTuple):
    kit: Visitor
    mira: Visitor
    otto: Visitor


@pytest.fixture
def company(somebody: Callable[[], Visitor]) -> Company:
    return Company(*(somebody().as_member(name) for name in ("Kit", "Mira", "Otto")))


def test_somebody_is_found_and_written_to(company: Company) -> None:
    found = company.kit.api("GET", "/people?q=mi").json
    assert found == {"people": [{"id": company.mira.id, "username": "Mira", "role": "member"}]}
    made = company.kit.api("POST", "/directs", {"people": [company.mira.id]})
    assert (made.status_code, made.json["name"], made.json["kind"]) == (201, "Mira", "direct")
    again = company.mira.api("POST", "/directs", {"people": [company.kit.id, company.mira.id]})
    assert (again.status_code, again.json["id"], again.json["name"]) == (200, made.json["id"], "Kit")
    [listed] = company.mira.api("GET", "/me").json["rooms"]
    assert [person["username"] for person in listed["people"]] == ["Kit", "Mira"]
    assert company.otto.api("GET", "/rooms").json["rooms"] == []


def test_it_is_neither_left_nor_renamed_nor_entered(company: Company) -> None:
    room = company.kit.api("POST", "/directs", {"people": [company.mira.id]}).json["id"]
    assert code_of(company.kit.api("DELETE", f"/memberships/{room}")) == "forbidden"
    assert code_of(company.kit.api("PATCH", f"/rooms/{room}", {"name": "Ours"})) == "forbidden"
    for answer in (
        company.otto.api("POST", "/memberships", {"room": room}),
        company.otto.api("GET", f"/rooms/{room}"),
        company.otto.api("GET", f"/rooms/{room}/people"),
        company.otto.api("GET", f"/rooms/{room}/messages"),
        company.otto.api("PATCH", f"/rooms/{room}", {"name": "Ours"}),
        company.otto.api("DELETE", f"/memberships/{room}"),
    ):
        assert code_of(answer) == "not_found"


def test_a_plain_room_is_told_as_before(company: Company) -> None:
    room = company.kit.api("POST", "/rooms", {"name": "Kitchen"}).json
    assert {"kind", "people"} & set(room) == set()


@pytest.mark.parametrize("people", [[], None, "1", [0], ["1"], [2**53], list(range(1, 22)), [1] * 20_000])
def test_a_conversation_is_begun_with_one_to_nineteen_others(company: Company, people: object) -> None:
    assert code_of(company.kit.api("POST", "/directs", {"people": people})) == "invalid"


def test_unknown_people_are_not_found(company: Company) -> None:
    assert code_of(company.kit.api("POST", "/directs", {"people": [company.mira.id, 999]})) == "not_found"


@pytest.mark.parametrize("typed", ["x" * 41, "a%00b"])
def test_what_cannot_be_a_name_is_refused(company: Company, typed: str) -> None:
    assert code_of(company.kit.api("GET", f"/people?q={typed}")) == "invalid"


def test_people_are_found_and_written_to_at_a_limited_rate(make_site: Make) -> None:
    kit = Visitor(create_app(make_site(limits="on"))).as_member("Kit")
    begun = [kit.api("POST", "/directs", {"people": [kit.id]}).status_code for _ in range(31)]
    assert begun == [201] + [200] * 29 + [429]
    assert [kit.api("GET", "/people").status_code for _ in range(121)] == [200] * 120 + [429]


def test_a_card_tells_what_its_person_has_told(company: Company) -> None:
    told = {"pronouns": "she/her", "about": "Tea.", "status_text": "At lunch", "status_emoji": "\U0001f35c"}
    assert company.mira.api("PATCH", "/profile", told).json == {
        "id": company.mira.id,
        "username": "Mira",
        "role": "member",
        **told,
    }
    assert company.kit.api("GET", f"/people/{company.mira.id}").json["about"] == "Tea."
    assert company.kit.api("GET", f"/people/{company.otto.id}").json == {
        "id": company.otto.id,
        "username": "Otto",
        "role": "member",
    }
    assert code_of(company.kit.api("GET", "/people/999")) == "not_found"


def test_a_guest_sees_the_cards_of_those_he_shares_a_room_with(company: Company, visitor: Visitor) -> None:
    gast = visitor.as_guest("Gast")
    assert code_of(gast.api("GET", f"/people/{company.kit.id}")) == "not_found"
    company.kit.api("POST", "/directs", {"people": [gast.id]})
    assert gast.api("GET", f"/people/{company.kit.id}").json["username"] == "Kit"


@pytest.mark.parametrize(
    ("field", "value"),
    [("about", "x" * 301), ("about", None), ("pronouns", 7), ("timezone", "Mars/Phobos"), ("status_until", "soon")],
)
def test_what_cannot_be_told_is_refused_with_its_field(company: Company, field: str, value: object) -> None:
    answer = company.kit.api("PATCH", "/profile", {field: value})
    assert (code_of(answer), answer.json["error"]["field"]) == ("invalid", field)
    assert company.kit.api("GET", f"/people/{company.kit.id}").json.get(field) is None


def test_somebody_is_ignored_and_heard_again(company: Company) -> None:
    mira = {"id": company.mira.id, "username": "Mira", "role": "member"}
    assert company.kit.api("PUT", f"/ignored/{company.mira.id}").status_code == 204
    assert company.kit.api("GET", "/ignored").json == {"people": [mira]}
    assert company.kit.api("GET", "/me").json["ignored"] == [company.mira.id]
    assert (company.mira.api("GET", "/me").json["ignored"], company.mira.api("GET", "/ignored").json["people"]) == (
        [],
        [],
    )
    assert company.kit.api("DELETE", f"/ignored/{company.mira.id}").status_code == 204
    assert company.kit.api("GET", "/me").json["ignored"] == []
    assert code_of(company.kit.api("PUT", f"/ignored/{company.kit.id}")) == "invalid"
    assert code_of(company.kit.api("PUT", "/ignored/999")) == "not_found"
