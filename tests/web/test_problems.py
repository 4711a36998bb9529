"""What goes wrong is answered in one shape, and tells nobody about our insides."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from structlog.testing import capture_logs
from web.conftest import Make
from web.visitor import Visitor, code_of

from parlour.errors import StorageFull, Unavailable
from parlour.web import create_app

INSIDES = ("Traceback", "sqlite", "SELECT", "parlour/", ".py", "boom", "secret")


@pytest.fixture
def broken(make_site: Make) -> Flask:
    """An app two of whose views are broken, and one whose disk is full."""
    app = create_app(make_site())

    def boom() -> str:
        raise RuntimeError("boom: secret in SELECT * FROM account")

    def full() -> str:
        raise StorageFull(retry_after=4.2)

    app.add_url_rule("/api/v1/boom", "api_boom", boom)
    app.add_url_rule("/boom", "boom", boom)
    app.add_url_rule("/full", "full", full)
    return app


def test_an_error_of_ours_tells_the_visitor_only_a_reference(broken: Flask) -> None:
    with capture_logs() as lines:
        answer = Visitor(broken).get("/api/v1/boom")
    assert (answer.status_code, code_of(answer)) == (500, "internal")
    assert not any(word in answer.text for word in INSIDES)
    [line] = [line for line in lines if line["event"] == "request_failed"]
    assert line["reference"] in answer.json["error"]["message"]
    assert "boom" in str(line["exc_info"])


def test_an_error_of_ours_is_a_page_for_people(broken: Flask) -> None:
    visitor = Visitor(broken)
    answer = visitor.get("/boom")
    assert (answer.status_code, answer.mimetype) == (500, "text/html")
    assert "If you report it" in answer.text
    assert not any(word in answer.text for word in INSIDES if word != ".py")
    assert visitor.get("/").status_code == 200


def test_a_page_for_someone_known_leads_back_to_the_chat(visitor: Visitor) -> None:
    assert 'href="/login"' in visitor.get("/nothing").text
    visitor.in_browser("Mira")
    for method, path, status in (("GET", "/chat/77", 404), ("GET", "/nothing", 404), ("POST", "/chat", 405)):
        answer = visitor.ask(method, path)
        assert answer.status_code == status
        assert 'href="/chat"' in answer.text
        assert 'href="/login"' not in answer.text


def test_a_page_that_says_what_is_wrong_does_not_wait_for_a_database_that_is_away(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.in_browser("Mira")
    looks: list[object] = []

    def away(ask: object) -> None:
        looks.append(ask)
        raise Unavailable

    monkeypatch.setattr("parlour.web.auth.read", away)
    answers = [visitor.get(path) for path in ("/nothing", "/chat")]
    assert [answer.status_code for answer in answers] == [404, 503]
    assert all('href="/login"' in answer.text for answer in answers)
    assert len(looks) == 2


def test_a_full_disk_says_when_to_come_back(broken: Flask) -> None:
    answer = Visitor(broken).get("/full")
    assert (answer.status_code, answer.headers["Retry-After"]) == (507, "5")


@pytest.mark.parametrize("path", ["/nothing", "/api/v1/nothing", "/api/", "/.git/config", "/static/../../secret"])
def test_what_is_not_there_is_not_there(visitor: Visitor, path: str) -> None:
    assert visitor.get(path).status_code == 404
    assert visitor.ask("POST", path, data={"x": "y"}).status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [("DELETE", "/api/v1/rooms"), ("PUT", "/login"), ("TRACE", "/"), ("BREW", "/chat"), ("POST", "/chat")],
)
def test_a_method_that_is_not_offered_is_refused(visitor: Visitor, method: str, path: str) -> None:
    visitor.as_member("Mira")
    answer = visitor.ask(method, path, headers={"Authorization": f"Bearer {visitor.token}"})
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    if path.startswith("/api"):
        assert code_of(answer) == "method_not_allowed"


def test_a_form_that_is_too_large_is_refused(visitor: Visitor) -> None:
    token = visitor.csrf()
    answer = visitor.ask("POST", "/login", data={"csrf_token": token, "username": "x" * 70_000})
    assert answer.status_code == 413
    parts = {f"field{n}": "x" for n in range(30)} | {"csrf_token": token}
    answer = visitor.ask("POST", "/login", data=parts, content_type="multipart/form-data")
    assert answer.status_code == 413


def test_broken_multipart_is_refused_like_any_form_without_a_token(visitor: Visitor) -> None:
    for body in (b"--x\r\n\r\n", b"\r" * 60_000, b"--x\r\nContent-Disposition: form-data; name=csrf_token\r\n\r\n"):
        answer = visitor.ask("POST", "/login", data=body, content_type="multipart/form-data; boundary=x")
        assert answer.status_code in (400, 403)


def test_refusals_are_written_down_without_codes_or_links(visitor: Visitor) -> None:
    with capture_logs() as lines:
        visitor.api("GET", "/me")
        visitor.ask("POST", "/setup/very-secret", data={})
        visitor.ask("POST", "/join/SECR-ETXX", data={})
    assert [line["code"] for line in lines] == ["unauthenticated", "csrf", "csrf"]
    assert lines[0]["address"] == "192.0.2.7"
    assert "very-secret" not in str(lines)
    assert "SECR" not in str(lines)


def test_no_answer_can_be_given_to_somebody_else_by_a_cache(visitor: Visitor, somebody: Callable[[], Visitor]) -> None:
    visitor.in_browser("Mira")
    paths = ["/", "/chat", "/login", "/nothing", "/api/v1/me", "/api/v1/rooms", "/api/v1/nothing"]
    for person in (visitor, somebody()):
        for path in paths:
            answer = person.get(path)
            assert answer.headers["Cache-Control"] == "no-store", path
            assert "Cookie" in answer.headers["Vary"], path
    assert visitor.get("/api/v1/me/x.css").status_code == 404


def test_no_other_site_may_read_an_answer(visitor: Visitor) -> None:
    for path in ("/", "/api/v1/me", "/nothing"):
        for method in ("GET", "OPTIONS"):
            headers = {"Origin": "https://evil.test", "Access-Control-Request-Method": "POST"}
            answer = visitor.ask(method, path, headers=headers)
            assert not any(name.lower().startswith("access-control") for name, _ in answer.headers), path
