"""An invitation: the link of a room."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from web.visitor import Visitor


@pytest.fixture
def kit(somebody: Callable[[], Visitor]) -> Visitor:
    kit = somebody().as_member("Kit")
    assert kit.api("POST", "/rooms", {"name": "Kitchen", "open": False}).status_code == 201
    return kit


@pytest.fixture
def link(kit: Visitor) -> str:
    return f"/join/{kit.api('GET', '/rooms/1').json['code']}"


def people(kit: Visitor) -> list[str]:
    return [person["username"] for person in kit.api("GET", "/rooms/1/people").json["people"]]


def test_the_link_shows_the_room_and_changes_nothing(visitor: Visitor, kit: Visitor, link: str) -> None:
    answer = visitor.get(link)
    assert answer.status_code == 200
    assert "Kitchen" in answer.text
    assert people(kit) == ["Kit"]


def test_the_code_may_be_written_in_any_way(visitor: Visitor, link: str) -> None:
    assert visitor.get(link.lower().replace("-", "").replace("/join/", "/join/")).status_code == 200


def test_a_name_is_enough_to_follow_it(visitor: Visitor, kit: Visitor, link: str) -> None:
    answer = visitor.submit(link, username="Mira")
    assert (answer.status_code, answer.location) == (303, "/chat/1")
    assert people(kit) == ["Kit", "Mira"]


def test_a_taken_name_is_said_on_the_page_of_the_room(visitor: Visitor, kit: Visitor, link: str) -> None:
    answer = visitor.submit(link, username="KIT")
    assert answer.status_code == 409
    assert "Kitchen" in answer.text
    assert "username-error" in answer.text
    assert people(kit) == ["Kit"]


def test_who_is_signed_in_joins_as_himself(visitor: Visitor, kit: Visitor, link: str) -> None:
    visitor.in_browser("Mira")
    assert "Join as Mira" in visitor.get(link).text
    assert visitor.submit(link).location == "/chat/1"
    assert people(kit) == ["Kit", "Mira"]
    assert visitor.get(link).location == "/chat/1"


def test_an_unknown_code_is_a_page_that_is_not_there(visitor: Visitor, kit: Visitor) -> None:
    for path in ("/join/AAAA-AAAA", "/join/x", "/join/%00", "/join/%F0%9F%91%8B", "/join/" + "x" * 5000):
        assert visitor.get(path).status_code == 404
        assert visitor.submit(path, "/login", username="Mira").status_code == 404
    assert people(kit) == ["Kit"]


def test_a_room_has_no_link_by_its_number_or_name(visitor: Visitor, kit: Visitor) -> None:
    assert visitor.get("/join/1").status_code == 404
    assert visitor.get("/join/Kitchen").status_code == 404
