"""The search by REST: pages, errors with the field at fault, a limited rate."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from web.conftest import Make
from web.visitor import Visitor, code_of

from parlour.web import create_app


@pytest.fixture
def kit(somebody: Callable[[], Visitor]) -> Visitor:
    kit = somebody().as_guest("Kit")
    kit.api("POST", "/rooms", {"name": "Kitchen", "open": False})
    return kit


def say(visitor: Visitor, text: str, number: int) -> None:
    assert visitor.api("POST", "/rooms/1/messages", {"key": f"key-{number:08}", "message": text}).status_code == 201


def test_what_was_said_is_found_in_pages(kit: Visitor) -> None:
    for number in range(35):
        say(kit, f"\u6771\u4eac\u90fd {number}", number)
    first = kit.api("GET", f"/search?q={quote(chr(0x4EAC))}&sort=time").json
    assert (len(first["hits"]), first["complete"], first["hits"][0]["seq"]) == (30, True, 36)
    assert first["hits"][0]["excerpt"] == [["\u6771", False], ["\u4eac", True], ["\u90fd 34", False]]
    rest = kit.api("GET", f"/search?q={quote(chr(0x4EAC))}&before={first['before']}").json
    assert ([hit["seq"] for hit in rest["hits"]], rest["before"]) == ([6, 5, 4, 3, 2], None)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "q"),
        ("?q=", "q"),
        ("?q=is:pinned", "q"),
        (f"?q={'x' * 201}", "q"),
        ("?q=x&sort=best", "sort"),
        ("?q=x&before=nothing", "before"),
    ],
)
def test_what_cannot_be_searched_names_its_field(kit: Visitor, query: str, field: str) -> None:
    answer = kit.api("GET", f"/search{query}")
    assert (code_of(answer), answer.json["error"]["field"]) == ("invalid", field)


def test_the_page_after_a_message_that_is_not_there_is_not_found(kit: Visitor) -> None:
    assert code_of(kit.api("GET", "/search?q=x&before=1:99")) == "not_found"


def test_searches_are_limited(make_site: Make) -> None:
    kit = Visitor(create_app(make_site(limits="on"))).as_guest("Kit")
    answers = [kit.api("GET", "/search?q=x").status_code for _ in range(121)]
    assert answers == [200] * 120 + [429]
