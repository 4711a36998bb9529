"""Rooms by REST: members see them, outsiders do not even learn that they are there."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest
from web.conftest import Make
from web.visitor import Visitor, code_of

from parlour.web import create_app


class Company(NamedTuple):
    """Kit made the closed room 1, Mira is in it, Otto is not."""

    kit: Visitor
    mira: Visitor
    otto: Visitor
    code: str


@pytest.fixture
def company(somebody: Callable[[], Visitor]) -> Company:
    kit, mira, otto = (somebody().as_guest(name) for name in ("Kit", "Mira", "Otto"))
    code = kit.api("POST", "/rooms", {"name": "Kitchen", "open": False}).json["code"]
    assert mira.api("POST", "/memberships", {"code": code}).status_code == 201
    return Company(kit, mira, otto, code)


def test_a_new_room_has_a_code_and_its_maker_in_it(visitor: Visitor) -> None:
    visitor.as_guest("Kit")
    answer = visitor.api("POST", "/rooms", {"name": "Kitchen"})
    room = answer.json
    assert answer.status_code == 201
    assert (room["name"], room["member"], room["open"], room["owner_id"]) == ("Kitchen", True, True, visitor.id)
    assert len(room["code"]) == 9
    assert (room["members"], room["online"]) == (1, 1)


def test_members_see_the_room_and_outsiders_see_nothing(company: Company) -> None:
    assert company.mira.api("GET", "/rooms/1").json["name"] == "Kitchen"
    for path in ("/rooms/1", "/rooms/1/messages", "/rooms/1/people"):
        theirs, unknown = (company.otto.api("GET", path.replace("1", number)) for number in ("1", "999"))
        assert (theirs.status_code, theirs.data) == (unknown.status_code, unknown.data)
        assert theirs.status_code == 404
    assert company.otto.api("GET", "/rooms").json["rooms"] == []


def test_a_closed_room_cannot_be_entered_by_its_number(company: Company) -> None:
    theirs, unknown = (company.otto.api("POST", "/memberships", {"room": room}) for room in (1, 999))
    assert (theirs.status_code, theirs.data) == (unknown.status_code, unknown.data)
    assert code_of(theirs) == "not_found"


def test_an_open_room_is_listed_without_its_code_and_can_be_entered(company: Company) -> None:
    company.kit.api("POST", "/rooms", {"name": "Garden"})
    [garden] = company.otto.api("GET", "/rooms").json["rooms"]
    assert (garden["name"], garden["member"], garden["code"], garden["online"]) == ("Garden", False, None, 0)
    assert code_of(company.otto.api("GET", "/rooms/2/messages")) == "not_found"
    answer = company.otto.api("POST", "/memberships", {"room": 2})
    assert (answer.status_code, answer.json["member"]) == (201, True)


@pytest.mark.parametrize("write", [str.lower, str.upper, lambda code: code.replace("-", ""), lambda code: f" {code} "])
def test_a_code_may_be_written_in_any_way(company: Company, write: Callable[[str], str]) -> None:
    assert company.otto.api("POST", "/memberships", {"code": write(company.code)}).status_code == 201


def test_joining_twice_is_joining_once(company: Company) -> None:
    answer = company.mira.api("POST", "/memberships", {"code": company.code})
    assert (answer.status_code, answer.json["members"]) == (200, 2)


@pytest.mark.parametrize("body", [{}, {"room": 1, "code": "AAAA-AAAA"}])
def test_a_membership_needs_a_room_or_a_code(company: Company, body: dict[str, object]) -> None:
    assert company.otto.api("POST", "/memberships", body).status_code == 400


def test_an_unknown_code_is_unknown(company: Company) -> None:
    for code in ("AAAA-AAAA", "", "'; DROP TABLE room; --", "%", "____-____"):
        assert code_of(company.otto.api("POST", "/memberships", {"code": code})) == "unknown_code"


def test_who_left_sees_no_more_of_the_room(company: Company) -> None:
    assert company.mira.api("DELETE", "/memberships/1").status_code == 204
    for path in ("/rooms/1", "/rooms/1/messages", "/rooms/1/people"):
        assert company.mira.api("GET", path).status_code == 404
    answer = company.mira.api("POST", "/rooms/1/messages", {"key": "key-00000001", "message": "still here?"})
    assert answer.status_code == 404
    assert company.mira.api("DELETE", "/memberships/1").status_code == 404
    assert [person["username"] for person in company.kit.api("GET", "/rooms/1/people").json["people"]] == ["Kit"]


def test_only_the_owner_of_a_room_renames_it(company: Company) -> None:
    assert company.kit.api("PATCH", "/rooms/1", {"name": "Galley"}).json["name"] == "Galley"
    assert code_of(company.mira.api("PATCH", "/rooms/1", {"name": "Mine"})) == "forbidden"
    assert code_of(company.otto.api("PATCH", "/rooms/1", {"name": "Mine"})) == "not_found"
    assert company.kit.api("PATCH", "/rooms/1", {}).json["name"] == "Galley"


def test_the_people_of_a_room_are_named_to_its_members(company: Company) -> None:
    found = company.mira.api("GET", "/rooms/1/people").json
    assert found == {
        "people": [
            {"id": company.kit.id, "username": "Kit", "role": "guest"},
            {"id": company.mira.id, "username": "Mira", "role": "guest"},
        ],
        "online": [1],
        "read": {"1": 1, "2": 2},
    }


@pytest.mark.parametrize(("body", "status"), [({"name": "Kitchen"}, 201), ({"name": "x" * 81}, 400), ({}, 400)])
def test_the_name_of_a_room_has_1_to_80_characters(visitor: Visitor, body: dict[str, str], status: int) -> None:
    assert visitor.as_guest("Kit").api("POST", "/rooms", body).status_code == status


def test_rooms_are_made_and_joined_at_a_limited_rate(make_site: Make) -> None:
    kit = Visitor(create_app(make_site(limits="on"))).as_guest("Kit")
    assert [kit.api("POST", "/rooms", {"name": "x"}).status_code for _ in range(11)] == [201] * 10 + [429]
    joins = [kit.api("POST", "/memberships", {"room": 1}).status_code for _ in range(31)]
    assert joins == [200] * 30 + [429]
