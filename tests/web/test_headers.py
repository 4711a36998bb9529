"""The headers on every answer, whoever made it."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

import pytest
import requests
from running import Running

from parlour.settings import Settings, load
from parlour.web.assets import Assets
from parlour.web.headers import Headers, Receive, Scope, Send, content_policy, headers_for


@pytest.fixture
def settings() -> Settings:
    return load({}, {})


def test_the_policy_allows_our_own_files_and_nothing_else(assets: Assets) -> None:
    rules = dict(rule.split(" ", 1) for rule in content_policy(assets).split("; "))
    assert rules["default-src"] == rules["base-uri"] == rules["object-src"] == rules["frame-ancestors"] == "'none'"
    assert rules["script-src"] == f"'self' '{assets.import_map_hash}'"
    assert rules["connect-src"] == rules["style-src"] == rules["form-action"] == "'self'"
    assert rules["require-trusted-types-for"] == "'script'"
    assert not any(word in content_policy(assets) for word in ("unsafe", "*", "http:", "https:", "data:", "eval"))


def test_strict_transport_is_asked_for_by_https_only(settings: Settings, assets: Assets) -> None:
    secure = load({"public_url": "https://chat.example.org"}, {})
    assert headers_for(secure, assets)["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in headers_for(settings, assets)


async def answered(settings: Settings, assets: Assets, headers: list[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    sent: list[MutableMapping[str, Any]] = []

    async def app(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request"}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    await Headers(app, settings, assets)({"type": "http"}, receive, send)
    assert len({name.lower() for name, _ in sent[0]["headers"]}) == len(sent[0]["headers"])
    return dict(sent[0]["headers"])


async def test_what_an_answer_says_itself_is_kept(settings: Settings, assets: Assets) -> None:
    found = await answered(settings, assets, [(b"Cache-Control", b"public"), (b"X-Own", b"1")])
    assert (found[b"Cache-Control"], found[b"X-Own"]) == (b"public", b"1")
    assert found[b"x-content-type-options"] == b"nosniff"


async def test_only_a_page_may_run_anything(settings: Settings, assets: Assets) -> None:
    page = await answered(settings, assets, [(b"content-type", b"text/html; charset=utf-8")])
    assert page[b"content-security-policy"].decode() == content_policy(assets)
    for kind in (b"image/svg+xml", b"application/json", b"text/plain"):
        other = await answered(settings, assets, [(b"content-type", kind)])
        assert other[b"content-security-policy"] == b"default-src 'none'; frame-ancestors 'none'"


async def test_an_answer_that_says_nothing_is_not_kept_by_caches(settings: Settings, assets: Assets) -> None:
    assert (await answered(settings, assets, []))[b"cache-control"] == b"no-store"


async def test_what_is_not_http_passes_untouched(settings: Settings, assets: Assets) -> None:
    seen: list[Send] = []

    async def app(_: Scope, __: Receive, send: Send) -> None:
        seen.append(send)

    async def receive() -> MutableMapping[str, Any]:
        return {}

    async def send(_: MutableMapping[str, Any]) -> None: ...

    await Headers(app, settings, assets)({"type": "lifespan"}, receive, send)
    assert seen == [send]


def test_every_answer_of_a_running_server_carries_them(server: Running, assets: Assets) -> None:
    token = server.guest("Mira")
    settings = load({}, {})
    paths = ["/", "/login", "/register", "/healthz", "/nothing", "/api/v1/me", "/api/v1/nothing", "/static/nothing"]
    paths += [assets.url("parlour.css"), "/socket.io/?EIO=4&transport=polling", "/socket.io/", "/chat", "/?\u00e9"]
    for path in paths:
        answer = requests.get(server.url + path, headers={"Authorization": f"Bearer {token}"}, timeout=20)
        is_page = answer.headers["Content-Type"].startswith("text/html")
        for name, value in headers_for(settings, assets if is_page else None).items():
            if name != "Cache-Control":
                assert answer.headers.get(name) == value, (path, name)
        assert "Cache-Control" in answer.headers, path
        assert not {"Server", "X-Powered-By"} & set(answer.headers), path
