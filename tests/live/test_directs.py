"""Two talk directly by Socket.IO; the third hears nothing of it."""

from __future__ import annotations

import pytest
from talking import Party, Talker, talker


def account_of(person: Talker) -> int:
    return int((person.find("ready") or {})["account"]["id"])


async def test_who_is_written_to_hears_it_without_entering_anything(parlour: Party) -> None:
    opened = await parlour.kit.ask("direct", people=[account_of(parlour.mira)])
    room = opened["room"]
    assert (opened["ok"], room["kind"], room["name"], room["code"]) == (True, "direct", parlour.mira.name, None)
    assert [person["username"] for person in room["people"]] == sorted([parlour.kit.name, parlour.mira.name])
    await parlour.mira.hear("me_changed")
    assert (await parlour.kit.say(room["id"], "Between you and me"))["seq"] == 1
    await parlour.mira.hear("new_message", message="Between you and me")
    again = await parlour.mira.ask("direct", people=[account_of(parlour.kit)])
    assert (again["room"]["id"], again["room"]["name"], again["room"]["rev"]) == (room["id"], parlour.kit.name, 1)
    async with talker(parlour.server, parlour.mira.token) as phone:
        [seen] = [each for each in (phone.find("ready") or {})["rooms"] if each.get("kind") == "direct"]
        assert (seen["id"], seen["unread"], seen["online"]) == (room["id"], 1, 2)
    assert (await parlour.otto.ask("join", room=room["id"]))["error"]["code"] == "not_found"
    assert (await parlour.otto.ask("catch_up", room=room["id"], rev=0))["error"]["code"] == "not_found"
    assert (await parlour.kit.ask("leave", room=room["id"]))["error"]["code"] == "forbidden"
    await parlour.otto.say(parlour.room, "still with you?")
    assert parlour.otto.find("new_message") is None
    assert parlour.otto.find("me_changed") is None


async def test_an_outsider_who_is_a_guest_cannot_begin(parlour: Party) -> None:
    refused = await parlour.otto.ask("direct", people=[account_of(parlour.kit)])
    assert refused["error"]["code"] == "not_found"
    alone = await parlour.otto.ask("direct", people=[account_of(parlour.otto)])
    assert (alone["room"]["name"], alone["room"]["members"]) == ("You", 1)


@pytest.mark.parametrize(
    "people", [[], "1", [0], [-1], [1.5], [True], [None], [2**53], list(range(1, 22)), [1] * 9_000]
)
async def test_nonsense_is_refused_and_harms_nobody(parlour: Party, people: object) -> None:
    answer = await parlour.otto.ask("direct", people=people)
    assert answer["error"]["code"] == "invalid"
    assert (await parlour.kit.say(parlour.room, "unharmed"))["ok"]


async def test_ignoring_is_told_to_ones_own_devices_and_to_nobody_else(parlour: Party) -> None:
    mira = account_of(parlour.mira)
    answer = parlour.server.api("PUT", f"/ignored/{mira}", parlour.kit.token)
    assert answer.status_code == 204
    async with talker(parlour.server, parlour.kit.token) as phone:
        assert (phone.find("ready") or {})["ignored"] == [mira]
    await parlour.mira.say(parlour.room, "can you hear me?")
    await parlour.kit.hear("new_message", message="can you hear me?")
    async with talker(parlour.server, parlour.mira.token) as hers:
        assert (hers.find("ready") or {})["ignored"] == []
    assert parlour.otto.find("me_changed") is None
