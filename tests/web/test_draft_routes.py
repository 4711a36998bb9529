"""Drafts by REST."""

from __future__ import annotations

from collections.abc import Callable

from web.visitor import Visitor, code_of


def test_a_draft_is_kept_read_and_emptied(somebody: Callable[[], Visitor]) -> None:
    kit, mira = somebody().as_guest("Kit"), somebody().as_guest("Mira")
    room = kit.api("POST", "/rooms", {"name": "Kitchen"}).json["id"]
    path = f"/drafts/{room}"
    kept = kit.api("PUT", path, {"message": "half a thought", "reply_to": 7})
    assert kept.json == {"room": room, "message": "half a thought", "rev": 1, "reply_to": 7}
    assert kit.api("GET", "/drafts").json == {"drafts": [kept.json]}
    assert kit.api("GET", "/drafts?after=1").json == {"drafts": []}
    assert (kit.api("GET", "/me").json["drafts"], mira.api("GET", "/me").json["drafts"]) == (1, 0)
    assert mira.api("GET", "/drafts").json == {"drafts": []}
    assert code_of(mira.api("PUT", path, {"message": "mine"})) == "not_found"
    assert kit.api("PUT", path, {"message": ""}).json == {"room": room, "message": "", "rev": 2}
    for query in ("after=-1", "after=x", "after=1e9"):
        assert code_of(kit.api("GET", f"/drafts?{query}")) == "invalid"
