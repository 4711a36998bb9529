"""docs/api.md lists every route with its method, as `GET /api/v1/rooms/<id>`, and no other."""

from __future__ import annotations

import re
from typing import cast

from house import places

from parlour.web import Site, create_app

ROUTE = re.compile(r"`(GET|POST|PUT|PATCH|DELETE) (/[^`?\s]*)[^`]*`")
BY_SERVER = {"GET /healthz"}  # answered before Flask is asked


def plain(path: str) -> str:
    """A path without the names of its variables."""
    return re.sub(r"<[^>]*>", "<>", path)


def served() -> set[str]:
    rules = create_app(cast("Site", None)).url_map.iter_rules()
    methods = {"GET", "POST", "PUT", "PATCH", "DELETE"}
    return {
        f"{method} {plain(rule.rule)}" for rule in rules for method in (rule.methods or set()) & methods
    } | BY_SERVER


def listed() -> set[str]:
    page = (places.ROOT / "docs" / "api.md").read_text()
    return {f"{method} {plain(path)}" for method, path in ROUTE.findall(page)}


def test_every_route_is_listed() -> None:
    assert served() - listed() == set()


def test_no_route_is_listed_that_is_not_served() -> None:
    assert listed() - served() == set()
