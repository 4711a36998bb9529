"""Nothing changes because another site wanted it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from web.visitor import PASSWORD, Visitor, code_of

CHANGING = {"POST", "PUT", "PATCH", "DELETE"}
EXAMPLES = {
    "code": "ABCD-EFGH",
    "token": "x",
    "room": "1",
    "seq": "1",
    "session": "1",
    "account": "1",
    "plan": "1",
    "emoji": "\U0001f44d",
}


def changing_routes(app: Flask) -> list[tuple[str, str]]:
    """Every route that changes something, with an example in each of its holes."""
    found = []
    for rule in app.url_map.iter_rules():
        path = rule.build({name: EXAMPLES[name] for name in rule.arguments}, append_unknown=False)
        assert path is not None
        found += [(method, path[1]) for method in (rule.methods or set()) & CHANGING]
    return found


def test_every_changing_route_refuses_a_browser_without_a_token(visitor: Visitor, app: Flask) -> None:
    visitor.in_browser("Mira")
    routes = changing_routes(app)
    assert len(routes) >= 15
    for method, path in routes:
        for body in ({"data": {"username": "x"}}, {"json": {}}, {"data": "{}", "content_type": "text/plain"}):
            answer = visitor.ask(method, path, **body)
            assert answer.status_code == 403, (method, path, body)


def test_every_changing_route_refuses_other_sites_even_with_the_token(visitor: Visitor, app: Flask) -> None:
    visitor.in_browser("Mira")
    token = visitor.csrf("/chat")
    for method, path in changing_routes(app):
        for header in ({"Origin": "https://evil.test"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
            headers = {"X-CSRF-Token": token, **header}
            assert visitor.ask(method, path, headers=headers).status_code == 403, (method, path, header)


def test_forms_of_visitors_are_guarded_too(visitor: Visitor, app: Flask) -> None:
    pages = [(method, path) for method, path in changing_routes(app) if not path.startswith("/api/")]
    for method, path in pages:
        assert visitor.ask(method, path, data={"username": "Mira"}).status_code == 403, path


def test_no_get_changes_anything(visitor: Visitor) -> None:
    visitor.in_browser("Mira")
    for path in ("/logout", "/guest", "/api/v1/memberships", "/api/v1/guests"):
        assert visitor.get(path).status_code == 405
    assert visitor.get("/chat").status_code == 200


def test_the_page_of_the_chat_carries_a_token_that_the_api_takes(visitor: Visitor) -> None:
    visitor.in_browser("Mira")
    answer = visitor.api("POST", "/rooms", {"name": "Kitchen"}, x_csrf_token=visitor.csrf("/chat"))
    assert answer.status_code == 201


def test_the_api_takes_the_token_from_the_header_only(visitor: Visitor) -> None:
    visitor.in_browser("Mira")
    answer = visitor.ask("POST", "/api/v1/rooms", data={"csrf_token": visitor.csrf("/chat"), "name": "Kitchen"})
    assert (answer.status_code, code_of(answer)) == (403, "csrf")


def test_the_token_of_one_session_is_no_good_in_another(somebody: Callable[[], Visitor]) -> None:
    mira, otto = somebody().in_browser("Mira"), somebody().in_browser("Otto")
    answer = mira.api("POST", "/rooms", {"name": "Kitchen"}, x_csrf_token=otto.csrf("/chat"))
    assert (answer.status_code, code_of(answer)) == (403, "csrf")


def test_the_token_of_one_visitor_is_no_good_for_another(somebody: Callable[[], Visitor]) -> None:
    mira, otto = somebody(), somebody()
    mira.get("/login")
    form = {"csrf_token": otto.csrf(), "username": "Mira"}
    assert mira.ask("POST", "/guest", data=form).status_code == 403
    assert otto.ask("POST", "/guest", data=form).status_code == 303


def test_a_token_from_before_signing_in_is_no_good_after_it(visitor: Visitor) -> None:
    before = visitor.csrf("/register")
    visitor.in_browser("Mira")
    assert visitor.ask("POST", "/logout", data={"csrf_token": before}).status_code == 403


@pytest.mark.parametrize("token", ["", "x", "0" * 64, "é"])
def test_a_made_up_token_is_refused(visitor: Visitor, token: str) -> None:
    visitor.in_browser("Mira")
    assert visitor.ask("POST", "/logout", data={"csrf_token": token}).status_code == 403
    assert visitor.get("/chat").status_code == 200


def test_a_bearer_token_needs_no_other(visitor: Visitor) -> None:
    visitor.as_member("Mira")
    assert visitor.api("POST", "/rooms", {"name": "Kitchen"}).status_code == 201


@pytest.mark.parametrize("header", [{"origin": "https://evil.test"}, {"sec_fetch_site": "cross-site"}])
@pytest.mark.parametrize("path", ["/guests", "/accounts", "/sessions"])
def test_another_site_cannot_even_make_a_guest(visitor: Visitor, path: str, header: dict[str, str]) -> None:
    answer = visitor.api("POST", path, {"username": "Mira", "password": PASSWORD}, **header)
    assert (answer.status_code, code_of(answer)) == (403, "bad_origin")


def test_a_json_call_needs_a_type_that_forms_cannot_send(visitor: Visitor) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        answer = visitor.ask("POST", "/api/v1/guests", data='{"username": "Mira"}', content_type=kind)
        assert (answer.status_code, code_of(answer)) == (415, "unsupported_type")
