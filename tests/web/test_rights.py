"""Every route for everybody: who gets what. A route without a row fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest
from argon2 import PasswordHasher
from flask import Flask
from web.visitor import PASSWORD, Visitor

from parlour.accounts import passwords
from parlour.accounts.ownership import make_owner, owner_link
from parlour.store import Store
from parlour.wire import Person

PEOPLE = ("anonymous", "guest", "outsider", "former", "member", "maker", "owner")
IN_THE_ROOM = {"guest", "member", "maker"}


class Row(NamedTuple):
    """The status each person gets, in the order of PEOPLE, and what is sent."""

    statuses: tuple[int, ...]
    body: dict[str, object] | None = None
    query: str = ""


def everybody(status: int, anonymous: int = 401) -> tuple[int, ...]:
    return (anonymous, *[status] * 6)


# The guest, the member and the maker are in room 1; the owner of the server is not, and sees no more than others.
MEMBERS = (401, 200, 404, 404, 200, 200, 404)
POSTERS = (401, 201, 404, 404, 201, 201, 404)
ITS_OWN = (401, 404, 404, 404, 200, 404, 404)  # the member's
LEAVERS = (401, 204, 404, 404, 204, 204, 404)
PAGES = (200, 303, 303, 303, 303, 303, 303)
FORMS = (403,) * 7  # without the page's token
SOON = "2027-06-01T12:00:00Z"

ROWS: dict[str, Row] = {
    "POST /api/v1/guests": Row((201,) * 7, {"username": "New"}),
    "POST /api/v1/accounts": Row((201,) * 7, {"username": "New", "password": PASSWORD}),
    "POST /api/v1/sessions": Row((401,) * 7, {"username": "New", "password": PASSWORD}),
    "GET /api/v1/sessions": Row(everybody(200)),
    "DELETE /api/v1/sessions/current": Row(everybody(204)),
    "DELETE /api/v1/sessions/others": Row(everybody(204)),
    "DELETE /api/v1/sessions/<id:session>": Row((401, 404, 404, 404, 404, 204, 404)),
    "GET /api/v1/me": Row(everybody(200)),
    "GET /api/v1/me/export": Row(everybody(200)),
    "PATCH /api/v1/me": Row((401, 200, 401, 401, 401, 401, 401), {"password": PASSWORD + "!"}),
    "GET /api/v1/rooms": Row(everybody(200)),
    "POST /api/v1/rooms": Row(everybody(201), {"name": "Garden"}),
    "GET /api/v1/rooms/<id:room>": Row(MEMBERS),
    "PATCH /api/v1/rooms/<id:room>": Row((401, 403, 404, 404, 403, 200, 404), {"name": "Galley"}),
    "GET /api/v1/rooms/<id:room>/people": Row(MEMBERS),
    "GET /api/v1/rooms/<id:room>/export": Row(MEMBERS),
    "PUT /api/v1/rooms/<id:room>/retention": Row((401, 403, 404, 404, 403, 200, 404), {"days": 30}),
    "GET /api/v1/rooms/<id:room>/messages": Row(MEMBERS),
    "POST /api/v1/rooms/<id:room>/messages": Row(POSTERS, {"key": "key-00000001", "message": "Hello"}),
    "PATCH /api/v1/rooms/<id:room>/messages/<id:seq>": Row((401, 403, 404, 404, 200, 403, 404), {"message": "Mine"}),
    "DELETE /api/v1/rooms/<id:room>/messages/<id:seq>": Row((401, 403, 404, 404, 200, 200, 404)),
    "GET /api/v1/rooms/<id:room>/messages/<id:seq>/reactions": Row(MEMBERS),
    "PUT /api/v1/rooms/<id:room>/messages/<id:seq>/reactions/<emoji>": Row(MEMBERS),
    "DELETE /api/v1/rooms/<id:room>/messages/<id:seq>/reactions/<emoji>": Row(MEMBERS),
    "GET /api/v1/rooms/<id:room>/pins": Row(MEMBERS),
    "PUT /api/v1/rooms/<id:room>/messages/<id:seq>/pin": Row(MEMBERS),
    "DELETE /api/v1/rooms/<id:room>/messages/<id:seq>/pin": Row(MEMBERS),
    "POST /api/v1/rooms/<id:room>/polls": Row(
        POSTERS, {"key": "key-00000001", "message": "Lunch?", "options": ["Pizza", "Soup"]}
    ),
    "GET /api/v1/rooms/<id:room>/messages/<id:seq>/vote": Row(MEMBERS),
    "PUT /api/v1/rooms/<id:room>/messages/<id:seq>/vote": Row(MEMBERS, {"places": [0]}),
    "PUT /api/v1/rooms/<id:room>/messages/<id:seq>/closed": Row((401, 403, 404, 404, 200, 403, 404)),
    "POST /api/v1/rooms/<id:room>/read": Row(MEMBERS, {"seq": 6}),
    "POST /api/v1/read": Row(everybody(200), {}),
    "POST /api/v1/unread": Row(MEMBERS, {"rooms": {"1": 6}}),
    "PUT /api/v1/hidden_reading": Row(everybody(204)),
    "DELETE /api/v1/hidden_reading": Row(everybody(204)),
    "GET /api/v1/inbox": Row(everybody(200)),
    "POST /api/v1/inbox/read": Row(everybody(200), {}),
    "GET /api/v1/keywords": Row(everybody(200)),
    "PUT /api/v1/keywords": Row(everybody(200), {"words": ["tea"]}),
    "GET /api/v1/rooms/<id:room>/threads/<id:seq>": Row(MEMBERS),
    "PATCH /api/v1/rooms/<id:room>/threads/<id:seq>": Row(MEMBERS, {"following": True, "read_seq": 7}),
    "GET /api/v1/threads": Row(everybody(200)),
    "GET /api/v1/following": Row(everybody(200)),
    "GET /api/v1/search": Row(everybody(200), query="?q=what+was+said"),
    "POST /api/v1/memberships": Row((401, 200, 404, 404, 200, 200, 404), {"room": 1}),
    "DELETE /api/v1/memberships/<id:room>": Row(LEAVERS),
    "GET /api/v1/people": Row(everybody(200)),
    "GET /api/v1/people/<id:account>": Row(everybody(200)),
    "PATCH /api/v1/profile": Row(everybody(200), {"about": "Tea."}),
    "GET /api/v1/ignored": Row(everybody(200)),
    "PUT /api/v1/ignored/<id:account>": Row((401, 204, 204, 204, 204, 400, 204)),
    "DELETE /api/v1/ignored/<id:account>": Row(everybody(204)),
    "POST /api/v1/directs": Row(everybody(201), {"people": [1]}),
    "GET /api/v1/drafts": Row(everybody(200)),
    "PUT /api/v1/drafts/<id:room>": Row(MEMBERS, {"message": "Begun"}),
    "GET /api/v1/scheduled": Row(everybody(200)),
    "POST /api/v1/rooms/<id:room>/scheduled": Row(POSTERS, {"key": "key-00000001", "message": "Hello", "at": SOON}),
    "PATCH /api/v1/scheduled/<id:plan>": Row(ITS_OWN, {"message": "Mine"}),
    "DELETE /api/v1/scheduled/<id:plan>": Row((401, 404, 404, 404, 204, 404, 404)),
    "POST /api/v1/scheduled/<id:plan>/message": Row((401, 404, 404, 404, 201, 404, 404)),
    "GET /api/v1/reminders": Row(everybody(200)),
    "POST /api/v1/reminders": Row(POSTERS, {"room": 1, "seq": 6, "at": SOON}),
    "PATCH /api/v1/reminders/<id:plan>": Row(ITS_OWN, {"at": SOON}),
    "DELETE /api/v1/reminders/<id:plan>": Row((401, 404, 404, 404, 204, 404, 404)),
    "GET /": Row(PAGES),
    "GET /login": Row(PAGES),
    "GET /register": Row(PAGES),
    "GET /chat": Row((303, *[200] * 6)),
    "GET /chat/<id:room>": Row((303, 200, 404, 404, 200, 200, 404)),
    "GET /r/<id:room>/m/<id:seq>": Row((303, 200, 404, 404, 200, 200, 404)),
    "GET /join/<code>": Row((404,) * 7),
    "GET /setup/<token>": Row((404,) * 7),
    "GET /claim/<token>": Row((404,) * 7),
    "POST /guest": Row(FORMS),
    "POST /login": Row(FORMS),
    "POST /register": Row(FORMS),
    "POST /logout": Row(FORMS),
    "POST /join/<code>": Row(FORMS),
    "POST /setup/<token>": Row(FORMS),
    "POST /claim/<token>": Row(FORMS),
}
HOLES = {
    "<id:room>": "1", "<id:seq>": "6", "<id:session>": "1", "<id:account>": "1",
    "<id:plan>": "1", "<code>": "AAAA-AAAA", "<token>": "guess",
    "<emoji>": "%F0%9F%91%8D",
}  # fmt: skip


@pytest.fixture
def people(somebody: Callable[[], Visitor], store: Store, monkeypatch: pytest.MonkeyPatch) -> dict[str, Visitor]:
    """Everybody, by what they are; the maker of room 1 also holds session 1."""
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    people = {"maker": somebody().in_browser("Maker"), "anonymous": somebody()}
    for name in ("outsider", "former", "member", "owner"):
        people[name] = somebody().in_browser(name.title() + " Person")
    people["guest"] = somebody()
    people["guest"].submit("/guest", "/", username="Gast")
    for visitor in people.values():
        visitor.token = visitor.cookie()
    token, owner = owner_link(store), people["owner"].api("GET", "/me").json["account"]
    store.write(lambda tx: make_owner(tx, Person(**owner), str(token)))
    code = people["maker"].api("POST", "/rooms", {"name": "Kitchen", "open": False}).json["code"]
    for name in ("former", "member", "guest"):
        assert people[name].api("POST", "/memberships", {"code": code}).status_code == 201
    people["former"].api("DELETE", "/memberships/1")
    said = people["member"].api(
        "POST",
        "/rooms/1/polls",
        {"key": "key-00000000", "message": "Hi, what was said in the Kitchen", "options": ["Much", "Little"]},
    )
    assert said.json["seq"] == 6
    people["member"].api("POST", "/rooms/1/scheduled", {"key": "key-scheduled", "message": "Kitchen", "at": SOON})
    people["member"].api("POST", "/reminders", {"room": 1, "seq": 6, "at": SOON})
    return people


def test_every_route_has_a_row(app: Flask) -> None:
    rules = list(app.url_map.iter_rules())
    there = {f"{method} {rule.rule}" for rule in rules for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
    assert there == set(ROWS)


@pytest.mark.parametrize("route", ROWS)
def test_everybody_gets_what_is_theirs(people: dict[str, Visitor], route: str) -> None:
    row, (method, path) = ROWS[route], route.split()
    for hole, value in HOLES.items():
        path = path.replace(hole, value)
    got = {}
    for name in PEOPLE:
        visitor = people[name]
        body = {**row.body, "username": f"New {name}"} if row.body and "username" in row.body else row.body
        if path.startswith("/api/v1"):
            answer = visitor.api(method, path.removeprefix("/api/v1") + row.query, body)
        else:
            answer = visitor.ask(method, path)
        got[name] = answer.status_code
        if name not in IN_THE_ROOM:
            assert b"Kitchen" not in answer.data, name
    assert got == dict(zip(PEOPLE, row.statuses, strict=True))


def test_only_members_find_what_was_said(people: dict[str, Visitor]) -> None:
    found = {name: people[name].api("GET", "/search?q=what+was+said").json.get("hits") for name in PEOPLE}
    assert {name for name, hits in found.items() if hits} == IN_THE_ROOM
