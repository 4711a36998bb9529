"""Somebody at the web door, by Flask's test client: with a browser's cookies, or with a token."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

PASSWORD = "kettle and biscuits"
HIDDEN = re.compile(r'name="csrf_token" value="([^"]+)"')
IN_PAGE = re.compile(r'"csrf": "([^"]+)"')


class Visitor:
    """One address, one cookie jar; `token` is sent as a bearer token where it is known."""

    def __init__(self, app: Flask, address: str = "192.0.2.7", base: str = "http://parlour.test") -> None:
        self.client = app.test_client()
        self.address = address
        self.base = base
        self.token: str | None = None
        self.id = 0

    def ask(self, method: str, path: str, **more: Any) -> TestResponse:
        """Send a request as it is."""
        return self.client.open(
            path, method=method, base_url=self.base, environ_overrides={"REMOTE_ADDR": self.address}, **more
        )

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.ask("GET", path, headers=named(headers))

    def api(self, method: str, path: str, body: object = None, **headers: str) -> TestResponse:
        """Use the API, with the token if there is one."""
        if self.token:
            headers.setdefault("authorization", f"Bearer {self.token}")
        return self.ask(method, f"/api/v1{path}", json=body, headers=named(headers))

    def csrf(self, page: str = "/login") -> str:
        """Return the token in a page's form or in the chat's own data."""
        html = self.get(page).text
        found = HIDDEN.search(html) or IN_PAGE.search(html)
        assert found, html
        return found[1]

    def submit(self, path: str, page: str | None = None, /, **fields: str) -> TestResponse:
        """Fill in the form that stands on `page` (or on the address it is sent to)."""
        return self.ask("POST", path, data={"csrf_token": self.csrf(page or path), **fields})

    def as_guest(self, name: str) -> Visitor:
        return self._entered(self.api("POST", "/guests", {"username": name}))

    def as_member(self, name: str) -> Visitor:
        return self._entered(self.api("POST", "/accounts", {"username": name, "password": PASSWORD}))

    def in_browser(self, name: str) -> Visitor:
        """Register by the form: signed in by cookie."""
        answer = self.submit("/register", username=name, password=PASSWORD)
        assert answer.status_code == 303, answer.text
        return self

    def cookie(self, name: str = "parlour") -> str | None:
        found = self.client.get_cookie(name, domain=self.base.partition("://")[2])
        return found.value if found else None

    def _entered(self, answer: TestResponse) -> Visitor:
        assert answer.status_code == 201, answer.text
        self.token, self.id = answer.json["token"], answer.json["account"]["id"]
        return self


def named(headers: dict[str, str]) -> dict[str, str]:
    """`x_csrf_token` is the header X-Csrf-Token."""
    return {name.replace("_", "-"): value for name, value in headers.items()}


def code_of(answer: TestResponse) -> str:
    """Return the code of a refusal by the API, which has one shape."""
    assert answer.content_type == "application/json"
    assert set(answer.json) == {"error"}
    assert {"code", "message"} <= set(answer.json["error"]) <= {"code", "message", "field", "retry_after"}
    return str(answer.json["error"]["code"])
