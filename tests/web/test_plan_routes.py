"""Plans by REST: messages for later and reminders, each for its own person."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest
from accounts.hand import Hand
from web.visitor import Visitor, code_of

from parlour.clock import HOUR, rfc3339


class Company(NamedTuple):
    kit: Visitor
    mira: Visitor
    room: int


@pytest.fixture
def company(somebody: Callable[[], Visitor]) -> Company:
    kit, mira = somebody().as_guest("Kit"), somebody().as_guest("Mira")
    room = kit.api("POST", "/rooms", {"name": "Kitchen"}).json
    mira.api("POST", "/memberships", {"code": room["code"]})
    return Company(kit, mira, room["id"])


def schedule(company: Company, at: str, key: str = "key-00000001", **more: object) -> object:
    body = {"key": key, "message": "Good morning", "at": at, **more}
    return company.mira.api("POST", f"/rooms/{company.room}/scheduled", body)


def test_a_message_is_scheduled_changed_and_sent_at_once(company: Company, hand: Hand) -> None:
    at, later = rfc3339(hand.at + HOUR), rfc3339(hand.at + 2 * HOUR)
    made = schedule(company, at)
    assert (made.status_code, made.json["at"], made.json["room"]) == (201, at, company.room)
    path = f"/scheduled/{made.json['id']}"
    changed = company.mira.api("PATCH", path, {"message": "Good night", "at": later})
    assert (changed.json["message"], changed.json["at"]) == ("Good night", later)
    assert company.mira.api("GET", "/scheduled").json == {"scheduled": [changed.json]}
    assert company.kit.api("GET", "/scheduled").json == {"scheduled": []}
    sent = company.mira.api("POST", f"{path}/message")
    assert (sent.status_code, sent.json["dup"]) == (201, False)
    page = company.kit.api("GET", f"/rooms/{company.room}/messages").json["messages"]
    assert (page[-1]["message"], page[-1]["key"]) == ("Good night", "key-00000001")
    assert code_of(company.mira.api("POST", f"{path}/message")) == "not_found"


def test_a_message_that_was_given_up_is_gone(company: Company, hand: Hand) -> None:
    path = f"/scheduled/{schedule(company, rfc3339(hand.at + HOUR)).json['id']}"
    assert code_of(company.kit.api("DELETE", path)) == "not_found"
    assert company.mira.api("DELETE", path).status_code == 204
    assert code_of(company.mira.api("DELETE", path)) == "not_found"


@pytest.mark.parametrize(
    "body",
    [
        {"at": "soon"},
        {"at": 7},
        {"at": None},
        {"message": ""},
        {"message": "x" * 10_001},
        {"key": "short"},
        {"reply_to": 0},
        {"at": "2026-01-01T00:00:00Z"},
        {"at": "2999-01-01T00:00:00Z"},
    ],
)
def test_what_cannot_be_scheduled_is_refused(company: Company, hand: Hand, body: dict[str, object]) -> None:
    assert code_of(schedule(company, **{"at": rfc3339(hand.at + HOUR), **body})) == "invalid"
    assert company.mira.api("GET", "/scheduled").json == {"scheduled": []}


def test_a_change_is_checked_as_well(company: Company, hand: Hand) -> None:
    made = schedule(company, rfc3339(hand.at + HOUR)).json
    for body in ({"message": " "}, {"message": "x" * 10_001}, {"at": "soon"}, {"at": rfc3339(hand.at)}):
        assert code_of(company.mira.api("PATCH", f"/scheduled/{made['id']}", body)) == "invalid"
    assert company.mira.api("PATCH", f"/scheduled/{made['id']}", {}).json == made


def test_a_reminder_is_made_moved_and_done_with(company: Company, hand: Hand) -> None:
    at, later = rfc3339(hand.at + HOUR), rfc3339(hand.at + 2 * HOUR)
    made = company.mira.api("POST", "/reminders", {"text": "Tea", "at": at})
    assert (made.status_code, made.json["text"]) == (201, "Tea")
    path = f"/reminders/{made.json['id']}"
    assert company.mira.api("PATCH", path, {"at": later}).json["at"] == later
    assert [one["at"] for one in company.mira.api("GET", "/reminders").json["reminders"]] == [later]
    assert company.kit.api("GET", "/reminders").json == {"reminders": []}
    assert code_of(company.mira.api("PATCH", path, {"at": "soon"})) == "invalid"
    assert company.mira.api("DELETE", path).status_code == 204
    assert company.mira.api("GET", "/me").json["due"] == {}
