"""The static tree: names by content, an import map with integrity, answers from memory."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from base64 import b64encode
from pathlib import Path

import pytest

import parlour
from parlour.web.assets import Assets

STATIC = Path(parlour.__file__).parent / "web/static"


@pytest.fixture(scope="module")
def assets() -> Assets:
    return Assets(STATIC)


async def fetch(assets: Assets, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    sent: list[dict] = []

    async def send(part):
        sent.append(part)

    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    await assets({"type": "http", "method": method, "path": path, "headers": raw}, None, send)
    head = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], head, sent[1]["body"]


async def test_every_file_is_served_under_a_name_made_of_its_content(assets):
    url = assets.url("vendor/lit.js")
    status, head, body = await fetch(assets, url)
    assert status == 200
    assert body == (STATIC / "vendor/lit.js").read_bytes()
    assert hashlib.sha256(body).hexdigest()[:12] in url
    assert head["content-type"] == "text/javascript; charset=utf-8"
    assert head["cache-control"] == "public, max-age=31536000, immutable"
    assert head["x-content-type-options"] == "nosniff"


async def test_text_is_sent_compressed_to_those_who_take_it(assets):
    url = assets.url("vendor/lit.js")
    _, head, body = await fetch(assets, url, accept_encoding="br, gzip")
    assert (head["content-encoding"], head["vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(body) == (STATIC / "vendor/lit.js").read_bytes()


async def test_a_font_is_not_compressed_twice(assets):
    _, head, body = await fetch(assets, assets.url("vendor/inter.woff2"), accept_encoding="gzip")
    assert "content-encoding" not in head
    assert head["content-type"] == "font/woff2"
    assert len(body) <= 50 * 1024


async def test_a_known_version_is_answered_without_a_body(assets):
    url = assets.url("parlour.css")
    _, head, _ = await fetch(assets, url)
    assert (await fetch(assets, url, if_none_match=head["etag"]))[::2] == (304, b"")


async def test_head_tells_the_length_and_sends_nothing(assets):
    status, head, body = await fetch(assets, assets.url("vendor/lit.js"), "HEAD")
    assert (status, body) == (200, b"")
    assert int(head["content-length"]) == (STATIC / "vendor/lit.js").stat().st_size


@pytest.mark.parametrize("path", ["/static/", "/static/vendor/lit.js", "/static/../assets.py", "/static/js/none.js"])
async def test_anything_else_is_not_there(assets, path):
    status, head, _ = await fetch(assets, path)
    assert status == 404
    assert head["cache-control"] == "no-store"


async def test_only_reading_is_offered(assets):
    status, head, _ = await fetch(assets, assets.url("vendor/lit.js"), "POST")
    assert (status, head["allow"]) == (405, "GET, HEAD")


async def test_the_import_map_leads_to_every_module_with_its_integrity(assets):
    found = json.loads(assets.import_map)
    assert {"lit", "signals", "socket.io-client", "parlour/lib/view.js"} <= set(found["imports"])
    for url in found["imports"].values():
        _, _, body = await fetch(assets, url)
        assert found["integrity"][url] == "sha256-" + b64encode(hashlib.sha256(body).digest()).decode()


def test_the_hash_for_the_csp_is_that_of_the_map(assets):
    digest = hashlib.sha256(assets.import_map.encode()).digest()
    assert assets.import_map_hash == "sha256-" + b64encode(digest).decode()


def test_what_the_first_paint_needs_is_preloaded_and_what_comes_later_is_not(assets):
    assert assets.url("js/main.js") in assets.preloads
    assert assets.url("vendor/lit.js") in assets.preloads
    assert assets.url("js/views/settings.js") not in assets.preloads
    assert len(assets.preloads) <= 12


def test_modules_that_are_joined_are_one_file_under_all_their_names(assets):
    found = json.loads(assets.import_map)["imports"]
    assert found["parlour/lib/icon.js"] == found["parlour/lib/view.js"] == assets.url("js/main.js")
    assert found["parlour/views/settings.js"] != assets.url("js/main.js")


async def test_the_map_knows_every_module_that_is_asked_for_by_name_and_no_part_that_nobody_asks_for(assets):
    found = json.loads(assets.import_map)["imports"]
    asked: set[str] = set()
    for url in set(found.values()):
        _, _, body = await fetch(assets, url)
        asked |= set(re.findall(r'(?:^import [^"\n]*|\bimport\()"([^"\n]+)"', body.decode(), re.MULTILINE))
    assert {word for word in asked if not word.startswith("parlour/types/")} <= set(found)
    assert "parlour/main.js" not in found


async def test_the_stylesheet_declares_its_layers_first_and_names_fonts_by_content(assets):
    _, head, body = await fetch(assets, assets.url("parlour.css"))
    assert head["content-type"] == "text/css; charset=utf-8"
    assert body.startswith(b"@layer reset, base, layout, components, utilities;")
    assert f'url("{assets.url("vendor/inter.woff2")}")'.encode() in body
    assert b'"../' not in body


async def test_what_only_opens_later_has_a_stylesheet_of_its_own(assets):
    _, _, first = await fetch(assets, assets.url("parlour.css"))
    _, head, later = await fetch(assets, assets.later["href"])
    assert head["content-type"] == "text/css; charset=utf-8"
    assert assets.later["integrity"] == "sha256-" + b64encode(hashlib.sha256(later).digest()).decode()
    assert b".sidebar {" in first
    assert b".sidebar {" not in later
    for block in (b".dialog {", b".form {"):
        assert block in later
        assert block not in first


async def test_the_web_manifest_names_its_icon_by_content(assets):
    _, head, body = await fetch(assets, assets.url("app/parlour.webmanifest"))
    assert head["content-type"] == "application/manifest+json"
    assert json.loads(body)["icons"][0]["src"] == assets.url("icons/parlour.svg")


def test_what_is_vendored_is_what_the_manifest_says():
    manifest = json.loads((STATIC / "vendor/MANIFEST.json").read_text())
    files = {path.name for path in (STATIC / "vendor").iterdir() if path.suffix in {".js", ".woff2"}}
    assert files == set(manifest)
    for name, entry in manifest.items():
        assert hashlib.sha256((STATIC / "vendor" / name).read_bytes()).hexdigest() == entry["sha256"], name
        assert (STATIC / "vendor" / entry["licence_file"]).read_text().strip()
        assert re.fullmatch(r"\d+\.\d+\.\d+", entry["version"])
