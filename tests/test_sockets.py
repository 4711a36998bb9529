"""The table of socket events: its limits, its refusals, and what becomes of an error nobody expected."""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec
import pytest
from live.house import House, opened
from world import World

from parlour.errors import Limited, NotFound, Unavailable
from parlour.security import new_key
from parlour.sio import UnknownEvent
from parlour.sockets import TABLE, as_problem, refusal
from parlour.throttle import RULES


@pytest.fixture
async def house(world: World) -> AsyncIterator[House]:
    async with opened(world.store, limits="on") as made:
        yield made


PAYLOADS = {
    "join": {"code": "AAAA-AAAA"},
    "leave": {"room": 999},
    "direct": {"people": [999]},
    "send_message": {"room": 999, "key": "k" * 8, "message": "again"},
    "edit_message": {"room": 999, "seq": 1, "message": "again"},
    "delete_message": {"room": 999, "seq": 1},
    "react": {"room": 999, "seq": 1, "emoji": "\U0001f44d", "on": True},
    "pin": {"room": 999, "seq": 1, "on": True},
    "create_poll": {"room": 999, "key": "k" * 8, "message": "Lunch?", "options": ["Pizza", "Soup"]},
    "vote": {"room": 999, "seq": 1, "places": [0]},
    "close_poll": {"room": 999, "seq": 1},
    "follow_thread": {"room": 999, "thread": 1, "on": True},
    "read_thread": {"room": 999, "thread": 1, "seq": 1},
    "typing": {"room": 999},
    "mark_read": {"room": 999, "seq": 1},
    "mark_unread": {"rooms": {"999": 1}},
    "mark_all_read": {},
    "catch_up": {"room": 999, "rev": 0},
    "search": {"q": ""},
    "schedule_message": {"room": 999, "key": "k" * 8, "message": "later", "at": "2999-01-01T00:00:00Z"},
    "remind": {"at": "2999-01-01T00:00:00Z", "room": 999, "seq": 1},
    "save_draft": {"room": 999, "message": "begun"},
    "inbox": {},
    "read_inbox": {},
}


@pytest.mark.parametrize("event", sorted(TABLE))
async def test_every_event_has_its_limit_and_says_when_to_come_back(house: House, world: World, event: str) -> None:
    kit, mira = await house.caller(world.kit), await house.caller(world.mira)
    most = max(int(rule.partition("/")[0]) for rule in RULES[TABLE[event].rule])
    codes = []
    for _ in range(most + 1):
        answer = await kit.ask(event, PAYLOADS[event])
        codes.append(answer.get("error", {"code": "done"})["code"])
        if codes[-1] == "rate_limited":
            break
    assert codes[-1] == "rate_limited"
    assert 0 < answer["error"]["retry_after"] <= 3600
    said = await mira.ask("send_message", {"room": world.room, "key": new_key(), "message": "unharmed"})
    assert said["ok"] is True
    assert not kit.session.closed


async def test_guessing_codes_is_stopped_for_the_whole_address(house: House, world: World) -> None:
    kit, mira = await house.caller(world.kit), await house.caller(world.mira)
    for _ in range(20):
        await kit.ask("join", {"code": "AAAA-AAAA"})
    assert (await mira.ask("join", {"code": "BBBB-BBBB"}))["error"]["code"] == "rate_limited"


REFUSED = int(RULES["refused"][0].partition("/")[0])


async def test_who_goes_on_with_what_is_refused_is_told_and_sent_away(house: House, world: World) -> None:
    kit, elsewhere, mira = [await house.caller(person) for person in (world.kit, world.kit, world.mira)]
    socket = house.parlour.engine.clients[kit.session.sid].sockets["/"]
    for _ in range(REFUSED):
        kit.session.text(b'42["nothing"]')
    assert not kit.session.closed
    kit.session.text(b'42["typing",{"room":"x"}]')
    assert (kit.session.closed, kit.session.close_code) == ("forced close", 1008)
    told = await kit.hear("notice", code="rate_limited")
    assert 0 < told["retry_after"] <= 10
    assert refusal(house.parlour.throttle, socket, "join", NotFound())["ok"] is False  # an answer that came too late
    for other in (elsewhere, mira):
        assert (await other.ask("send_message", {"room": world.room, "key": new_key(), "message": "here"}))["ok"]
        assert not other.find("notice")


async def test_what_is_our_fault_is_not_held_against_the_client(house: House, world: World) -> None:
    kit = await house.caller(world.kit)
    socket = house.parlour.engine.clients[kit.session.sid].sockets["/"]
    for _ in range(REFUSED + 1):
        refusal(house.parlour.throttle, socket, "send_message", Unavailable())
    assert not kit.session.closed


def test_errors_are_told_by_their_codes_and_fields() -> None:
    told = {
        "not_found": NotFound(),
        "rate_limited": Limited(retry_after=1),
        "unknown_event": UnknownEvent("x"),
        "invalid": msgspec.ValidationError("Expected `int`, got `str` - at `$.room`"),
        "bad_request": msgspec.DecodeError("malformed"),
        "internal": ZeroDivisionError("secret"),
    }
    for code, error in told.items():
        problem = as_problem("send_message", error).as_dict()
        assert problem["code"] == code
        assert "secret" not in str(problem)


@pytest.mark.parametrize(
    ("payload", "field"),
    [({"room": "1", "key": "k" * 8, "message": "x"}, "room"), ({"room": 1, "key": "k" * 8}, "message"), ([], None)],
)
async def test_what_is_invalid_names_its_field(house: House, world: World, payload: object, field: str | None) -> None:
    kit = await house.caller(world.kit)
    answer = await kit.ask("send_message", payload)
    assert answer["error"]["code"] == "invalid"
    assert answer["error"].get("field") == field
