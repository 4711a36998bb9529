"""Messages by REST: posted once, read by members only."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from web.conftest import Make
from web.visitor import Visitor, code_of

from parlour.web import create_app


@pytest.fixture
def kit(somebody: Callable[[], Visitor]) -> Visitor:
    kit = somebody().as_guest("Kit")
    kit.api("POST", "/rooms", {"name": "Kitchen", "open": False})
    return kit


@pytest.fixture
def otto(somebody: Callable[[], Visitor]) -> Visitor:
    return somebody().as_guest("Otto")


def say(visitor: Visitor, text: str, key: str = "key-00000001"):  # type: ignore[no-untyped-def]
    return visitor.api("POST", "/rooms/1/messages", {"key": key, "message": text})


def heard(visitor: Visitor, query: str = "") -> list[str]:
    messages = visitor.api("GET", f"/rooms/1/messages{query}").json["messages"]
    return [message["message"] for message in messages if message["kind"] == "message"]


def test_what_is_posted_is_in_the_history(kit: Visitor) -> None:
    answer = say(kit, "Is the **kettle** on?")
    assert (answer.status_code, answer.json["id"], answer.json["dup"]) == (201, "1:2", False)
    message = kit.api("GET", "/rooms/1/messages").json["messages"][-1]
    assert (message["message"], message["username"]) == ("Is the **kettle** on?", "Kit")
    assert message["html"] == "<p>Is the <strong>kettle</strong> on?</p>"
    assert message["timestamp"] == answer.json["timestamp"] == "2027-01-15T08:00:00.000Z"


def test_a_retry_stores_nothing_and_says_so(kit: Visitor) -> None:
    first, again = say(kit, "once"), say(kit, "once")
    assert (again.status_code, again.json["dup"], again.json["id"]) == (200, True, first.json["id"])
    assert heard(kit) == ["once"]


def test_a_key_is_not_used_for_other_words(kit: Visitor) -> None:
    say(kit, "once")
    answer = say(kit, "twice")
    assert (answer.status_code, code_of(answer)) == (409, "key_reuse")
    assert heard(kit) == ["once"]


def test_an_outsider_neither_posts_nor_reads(kit: Visitor, otto: Visitor) -> None:
    say(kit, "among us")
    assert code_of(say(otto, "hello?", "key-00000002")) == "not_found"
    answer = otto.api("GET", "/rooms/1/messages")
    assert code_of(answer) == "not_found"
    assert "among us" not in answer.text
    assert heard(kit) == ["among us"]


def test_a_text_at_the_limit_is_kept_to_the_last_character(kit: Visitor) -> None:
    text = "ж" * 9_999 + "!"
    assert say(kit, text).status_code == 201
    assert heard(kit) == [text]


def test_history_is_paged_by_place_oldest_first(kit: Visitor) -> None:
    for n in range(1, 8):
        say(kit, f"line {n}", f"key-0000000{n}")
    assert heard(kit, "?limit=3") == ["line 5", "line 6", "line 7"]
    assert heard(kit, "?limit=3&before=6") == ["line 2", "line 3", "line 4"]
    assert heard(kit, "?before=2") == []


def test_messages_are_posted_at_a_limited_rate(make_site: Make) -> None:
    kit = Visitor(create_app(make_site(limits="on"))).as_guest("Kit")
    kit.api("POST", "/rooms", {"name": "Kitchen"})
    answers = [say(kit, "x", f"key-{n:08}").status_code for n in range(21)]
    assert answers == [201] * 20 + [429]


def test_history_is_read_at_a_limited_rate(make_site: Make) -> None:
    kit = Visitor(create_app(make_site(limits="on"))).as_guest("Kit")
    kit.api("POST", "/rooms", {"name": "Kitchen"})
    answers = [kit.api("GET", "/rooms/1/messages?limit=1").status_code for _ in range(241)]
    assert answers == [200] * 240 + [429]


def test_reactions_are_put_named_and_taken_back(kit: Visitor, somebody: Callable[[], Visitor]) -> None:
    say(kit, "Cake in the kitchen")
    mira = somebody().as_guest("Mira")
    mira.api("POST", "/memberships", {"code": kit.api("GET", "/rooms/1").json["code"]})
    where = "/rooms/1/messages/2/reactions"
    for emoji in ("%F0%9F%91%8D", "%23%EF%B8%8F%E2%83%A3"):  # a thumb, and a keycap whose sign would end an address
        first, again = (kit.api("PUT", f"{where}/{emoji}") for _ in range(2))
        assert (first.status_code, first.json) == (200, again.json)
    mira.api("PUT", f"{where}/%F0%9F%91%8D")
    named = [
        (one["emoji"], [user["username"] for user in one["users"]]) for one in kit.api("GET", where).json["reactions"]
    ]
    assert named == [("\U0001f44d", ["Kit", "Mira"]), ("#\ufe0f\u20e3", ["Kit"])]
    assert kit.api("DELETE", f"{where}/%F0%9F%91%8D").status_code == 200
    message = mira.api("GET", "/rooms/1/messages").json["messages"][1]
    assert [one["users"] for one in message["reactions"]] == [[2], [1]]


@pytest.mark.parametrize("emoji", ["nice", "%20", "%F0%9F%91%8D%F0%9F%91%8D", "x" * 5_000, "%00", "%ED%A0%80"])
def test_what_is_no_emoji_is_refused(kit: Visitor, emoji: str) -> None:
    say(kit, "Cake in the kitchen")
    answer = kit.api("PUT", f"/rooms/1/messages/2/reactions/{emoji}")
    assert (answer.status_code, answer.json["error"]["field"]) == (400, "emoji")


def test_reactions_are_put_at_a_limited_rate(make_site: Make) -> None:
    kit = Visitor(create_app(make_site(limits="on"))).as_guest("Kit")
    kit.api("POST", "/rooms", {"name": "Kitchen"})
    say(kit, "Cake in the kitchen")
    where = "/rooms/1/messages/2/reactions/%F0%9F%91%8D"
    answers = [kit.api("PUT" if n % 2 else "DELETE", where).status_code for n in range(31)]
    assert answers == [200] * 30 + [429]


def test_messages_are_pinned_listed_and_taken_down(kit: Visitor) -> None:
    say(kit, "Cake in the kitchen")
    where = "/rooms/1/messages/2/pin"
    first, again = (kit.api("PUT", where) for _ in range(2))
    assert (first.status_code, first.json) == (200, again.json)
    [message] = kit.api("GET", "/rooms/1/pins").json["messages"]
    assert (message["message"], message["pinned"]["user_id"]) == ("Cake in the kitchen", 1)
    assert kit.api("DELETE", where).status_code == 200
    assert kit.api("GET", "/rooms/1/pins").json == {"messages": []}


def page(visitor: Visitor, query: str):  # type: ignore[no-untyped-def]
    """The places of a page, whether there are more before and after, and the place asked for."""
    found = visitor.api("GET", f"/rooms/1/messages?{query}").json
    return [message["seq"] for message in found["messages"]], found["older"], found["newer"], found["at"]


def test_history_is_read_in_context(kit: Visitor) -> None:
    for n in range(1, 8):
        say(kit, f"line {n}", f"key-0000000{n}")  # at the places 2 to 8
    assert page(kit, "limit=3") == ([6, 7, 8], True, False, None)
    assert page(kit, "before=3&limit=3") == ([1, 2], False, True, None)
    assert page(kit, "after=3&limit=3") == ([4, 5, 6], True, True, None)
    assert page(kit, "after=0&limit=2") == ([1, 2], False, True, None)
    assert page(kit, "around=5&limit=4") == ([3, 4, 5, 6], True, True, 5)
    assert page(kit, "around=99&limit=4") == ([7, 8], True, False, None)
    assert page(kit, "on=2027-01-15&limit=2") == ([1], False, True, 1)
    assert page(kit, "on=2027-01-15T08:00:00%2B01:00&limit=2") == ([1], False, True, 1)
    assert page(kit, "on=2027-01-15T08:00:00.001Z&limit=2") == ([8], True, False, None)
    assert page(kit, "at=8,2,99") == ([2, 8], True, False, None)


@pytest.mark.parametrize(
    "query",
    [
        "before=0",
        "after=-1",
        "around=x",
        "around=0",
        "around=",
        "on=",
        "on=yesterday",
        "on=2026-13-01",
        "on=2026-02-30",
        "on=2026-11-21T25:00:00Z",
        "on=2026-11-21T09:00:00",
        "on=20261121",
        "on=9999-12-31T23:59:59-23:59x",
        "at=",
        "at=1,,2",
        "at=1,x",
        "at=" + ",".join(["1"] * 51),
        "before=9999999999999999999",
        "before=2&after=1",
        "around=1&on=2026-11-21",
        "at=1&around=1",
        "limit=0",
        "limit=201",
    ],
)
def test_a_page_that_cannot_be_named_is_refused(kit: Visitor, query: str) -> None:
    answer = kit.api("GET", f"/rooms/1/messages?{query}")
    assert (answer.status_code, code_of(answer)) == (400, "invalid")


@pytest.mark.parametrize("day", ["0001-01-01", "1969-12-31", "9999-12-31", "0001-01-01T00:00:00%2B23:59"])
def test_days_far_away_are_days(kit: Visitor, day: str) -> None:
    say(kit, "once")
    assert page(kit, f"on={day}")[3] == (None if day[0] == "9" else 1)


def test_fifty_places_are_read_at_once(kit: Visitor) -> None:
    assert page(kit, "at=" + ",".join(str(n) for n in range(1, 51)))[0] == [1]


def test_a_message_is_answered_by_its_place(kit: Visitor) -> None:
    first = say(kit, "Is the kettle on?").json["seq"]
    body = {"key": "key-00000002", "message": "It is.", "reply_to": first}
    assert kit.api("POST", "/rooms/1/messages", body).status_code == 201
    plain, reply = kit.api("GET", "/rooms/1/messages?limit=2").json["messages"]
    assert ("reply_to" in plain, reply["reply_to"]) == (False, first)
    assert code_of(kit.api("POST", "/rooms/1/messages", {**body, "reply_to": None})) == "key_reuse"


@pytest.mark.parametrize("place", [0, -1, 1, 99, 2**53, 10**400, "2", 2.5, [2], {"seq": 2}, True])
def test_an_answer_to_nothing_is_refused_and_not_stored(kit: Visitor, place: object) -> None:
    say(kit, "once")
    answer = kit.api("POST", "/rooms/1/messages", {"key": "key-00000002", "message": "x", "reply_to": place})
    assert (answer.status_code, code_of(answer), answer.json["error"]["field"]) == (400, "invalid", "reply_to")
    assert heard(kit) == ["once"]


def test_a_poll_is_asked_answered_and_closed(somebody: Callable[[], Visitor]) -> None:
    kit, mira = somebody().as_guest("Kit"), somebody().as_guest("Mira")
    room = kit.api("POST", "/rooms", {"name": "Kitchen"}).json
    mira.api("POST", "/memberships", {"code": room["code"]})
    body = {"key": "key-00000001", "message": "Lunch?", "options": ["Pizza", "Soup"], "anonymous": True}
    made = kit.api("POST", f"/rooms/{room['id']}/polls", body)
    assert made.status_code == 201
    assert kit.api("POST", f"/rooms/{room['id']}/polls", body).status_code == 200
    path = f"/rooms/{room['id']}/messages/{made.json['seq']}"
    assert mira.api("PUT", f"{path}/vote", {"places": [1]}).json["rev"] == made.json["seq"] + 1
    assert [who.api("GET", f"{path}/vote").json["places"] for who in (kit, mira)] == [[], [1]]
    assert kit.api("PUT", f"{path}/closed").status_code == 200
    assert code_of(mira.api("PUT", f"{path}/vote", {"places": [0]})) == "forbidden"
    poll = mira.api("GET", f"/rooms/{room['id']}/messages").json["messages"][-1]["poll"]
    assert poll == {
        "options": [{"text": "Pizza"}, {"text": "Soup", "votes": 1}],
        "voters": 1,
        "anonymous": True,
        "closed": True,
    }
