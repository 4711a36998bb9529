"""Where a handshake comes from."""

from __future__ import annotations

import pytest

from parlour.settings import Settings, load
from parlour.web.origin import is_foreign, origin_allowed

OURS = "https://chat.example.org"
COOKIE = {"cookie": "other=1; __Host-parlour=token"}


@pytest.fixture
def public() -> Settings:
    return load({"public_url": OURS}, {})


@pytest.fixture
def local() -> Settings:
    return load({}, {})


OTHERS = ["https://evil.test", "null", "https://chat.example.org.evil.test", "http://chat.example.org", "file://", "x"]
OTHERS += ["https://chat.example.org:8443", "https://sub.chat.example.org", "https://chat.example.org@evil.test"]
OTHERS += ["https://chat.example.org:x", "https://[", "//chat.example.org"]


@pytest.mark.parametrize("origin", OTHERS)
def test_other_origins_are_refused_with_a_cookie_and_without(public: Settings, origin: str) -> None:
    assert not origin_allowed({"origin": origin, "host": "chat.example.org"}, public)
    assert not origin_allowed({"origin": origin, "host": "chat.example.org", **COOKIE}, public)


@pytest.mark.parametrize("origin", [OURS, "https://chat.example.org:443", "https://CHAT.example.org"])
def test_our_own_origin_is_welcome(public: Settings, origin: str) -> None:
    assert origin_allowed({"origin": origin, **COOKIE}, public)


def test_behind_a_public_address_the_host_header_says_nothing(public: Settings) -> None:
    assert not origin_allowed({"origin": "http://evil.test", "host": "evil.test"}, public)


@pytest.mark.parametrize("origin", ["http://192.168.1.5:5000", "https://192.168.1.5:5000"])
def test_without_a_public_address_we_are_who_the_browser_asked_for(local: Settings, origin: str) -> None:
    assert origin_allowed({"origin": origin, "host": "192.168.1.5:5000", "cookie": "parlour=token"}, local)
    assert not origin_allowed({"origin": origin, "host": "192.168.1.5:5001"}, local)
    assert not origin_allowed({"origin": origin}, local)


def test_a_program_without_cookies_needs_no_origin(public: Settings, local: Settings) -> None:
    for settings in (public, local):
        assert origin_allowed({"host": "chat.example.org"}, settings)
        assert origin_allowed({"host": "chat.example.org", "cookie": "theme=dark; notparlour=1"}, settings)


@pytest.mark.parametrize("cookie", ["parlour=token", "a=1; parlour=token", "__Host-parlour=token"])
def test_a_cookie_that_shows_nothing_of_its_origin_is_refused(local: Settings, cookie: str) -> None:
    assert not origin_allowed({"host": "localhost:5000", "cookie": cookie}, local)


@pytest.mark.parametrize("evidence", [{"sec-fetch-site": "same-origin"}, {"referer": "http://localhost:5000/chat/1"}])
def test_polling_shows_its_origin_in_other_ways(local: Settings, evidence: dict[str, str]) -> None:
    headers = {"host": "localhost:5000", "cookie": "parlour=token"}
    assert origin_allowed({**headers, **evidence}, local)


@pytest.mark.parametrize(
    "evidence",
    [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"referer": "http://evil.test/localhost:5000"}],
)
def test_evidence_of_another_site_is_enough(local: Settings, evidence: dict[str, str]) -> None:
    headers = {"host": "localhost:5000", **evidence}
    assert is_foreign(headers, local)
    assert not origin_allowed(headers, local)


def test_a_good_origin_does_not_outweigh_a_browser_that_says_cross_site(local: Settings) -> None:
    headers = {"host": "localhost:5000", "origin": "http://localhost:5000", "sec-fetch-site": "cross-site"}
    assert not origin_allowed(headers, local)
