"""The shell of the chat: for members only, and what it tells the browser."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from web.conftest import Make
from web.visitor import PASSWORD, Visitor

from parlour.web import create_app


def page(html: str) -> dict[str, object]:
    found = re.search(r'id="page">(.*?)</script>', html)
    assert found
    return dict(json.loads(found[1]))


def test_the_page_says_who_one_is_and_where_the_server_is(visitor: Visitor) -> None:
    visitor.in_browser("Mira")
    told = page(visitor.get("/chat").text)
    assert told["account"] == {"id": 1, "username": "Mira", "role": "member"}
    assert (told["room"], told["api_url"], told["socket_url"]) == (None, "/api/v1", "")
    names = {"account", "csrf", "socket_url", "api_url", "room", "seq", "version", "epoch", "limits", "later"}
    assert set(told) == names


def test_the_public_address_is_where_the_socket_goes(make_site: Make) -> None:
    visitor = Visitor(create_app(make_site(public_url="http://parlour.test"))).in_browser("Mira")
    assert page(visitor.get("/chat").text)["socket_url"] == "http://parlour.test"


def test_no_name_breaks_out_of_the_page(visitor: Visitor) -> None:
    visitor.in_browser("</script><b>x")
    html = visitor.get("/chat").text
    assert "</script><b>x" not in html
    assert page(html)["account"]["username"] == "</script><b>x"  # type: ignore[index]


def test_a_room_opens_for_its_members_and_is_not_there_for_others(somebody: Callable[[], Visitor]) -> None:
    kit, otto = somebody().in_browser("Kit"), somebody().in_browser("Otto")
    kit.api("POST", "/rooms", {"name": "Kitchen"}, x_csrf_token=kit.csrf("/chat"))
    assert page(kit.get("/chat/1").text)["room"] == 1
    mine, unknown = otto.get("/chat/1"), otto.get("/chat/2")
    assert (mine.status_code, unknown.status_code) == (404, 404)
    assert mine.text == unknown.text
    assert "Kitchen" not in mine.text


def test_an_address_that_only_looks_like_a_page_is_not_there(visitor: Visitor) -> None:
    visitor.in_browser("Mira")
    for path in ("/chat/", "/chat/x.css", "/chat/-1", "/chat/0", "/chat/1.5", "/chat/99999999999999999999", "/chat//1"):
        assert visitor.get(path).status_code == 404, path


def test_a_message_has_an_address_for_the_members_of_its_room(somebody: Callable[[], Visitor]) -> None:
    kit, otto = somebody().in_browser("Kit"), somebody().in_browser("Otto")
    kit.api("POST", "/rooms", {"name": "Kitchen"}, x_csrf_token=kit.csrf("/chat"))
    told = page(kit.get("/r/1/m/1").text)
    assert (told["room"], told["seq"]) == (1, 1)
    assert page(kit.get("/r/1/m/999").text)["seq"] == 999  # the page says that there is none
    for path in ("/r/1/m/1", "/r/1/m/999", "/r/2/m/1"):
        answer = otto.get(path)
        assert (answer.status_code, answer.text) == (404, otto.get("/chat/2").text)
    for path in ("/r/1/m/0", "/r/1/m/x", "/r/0/m/1", "/r/1/m/99999999999999999999", "/r/1/m/", "/r/1"):
        assert kit.get(path).status_code == 404, path


def test_who_is_not_signed_in_gets_to_the_message_afterwards(somebody: Callable[[], Visitor]) -> None:
    kit = somebody().in_browser("Kit")
    kit.api("POST", "/rooms", {"name": "Kitchen"}, x_csrf_token=kit.csrf("/chat"))
    again = somebody()
    sent = again.get("/r/1/m/1")
    assert (sent.status_code, sent.headers["Location"]) == (303, "/login?next=/r/1/m/1")
    entered = again.submit("/login", sent.headers["Location"], username="Kit", password=PASSWORD, next="/r/1/m/1")
    assert (entered.status_code, entered.headers["Location"]) == (303, "/r/1/m/1")
    assert page(again.get("/r/1/m/1").text)["seq"] == 1
