"""The pages before the chat work as plain forms."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from web.conftest import Make
from web.visitor import PASSWORD, Visitor

from parlour.rooms.actions import create_room
from parlour.store import Store
from parlour.web import create_app
from parlour.wire import Person


@pytest.fixture
def code(store: Store, somebody: Callable[[], Visitor]) -> str:
    """The code of a closed room of Kit's."""
    kit = somebody().as_member("Kit")
    room = store.write(lambda tx: create_room(tx, Person(kit.id, "Kit", "member"), "Kitchen", is_open=False))
    return str(room.code)


def test_a_name_is_enough_to_come_in(visitor: Visitor) -> None:
    answer = visitor.submit("/guest", "/", username="Mira")
    assert (answer.status_code, answer.location) == (303, "/chat")
    assert visitor.api("GET", "/me").json["account"]["role"] == "guest"


def test_a_name_and_a_code_lead_into_the_room(visitor: Visitor, code: str) -> None:
    answer = visitor.submit("/guest", "/", username="Mira", code=code.lower().replace("-", " "))
    assert (answer.status_code, answer.location) == (303, "/chat/1")
    assert visitor.get("/chat/1").status_code == 200


def test_a_name_and_a_new_room_make_the_room(visitor: Visitor) -> None:
    answer = visitor.submit("/guest", "/", username="Mira", create_room="1", room_name="Garden")
    assert answer.location == "/chat/1"
    assert visitor.api("GET", "/rooms/1").json["name"] == "Garden"


def test_the_name_of_a_room_counts_only_with_its_button(visitor: Visitor) -> None:
    assert visitor.submit("/guest", "/", username="Mira", room_name="Garden").location == "/chat"
    assert visitor.api("GET", "/rooms").json["rooms"] == []


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"username": ""}, 400, "username-error"),
        ({"username": "\u202eMira"}, 400, "username-error"),
        ({"username": "kit"}, 409, "taken"),
        ({"username": "Mira", "code": "AAAA-AAAA"}, 404, "code-error"),
        ({"username": "Mira", "create_room": "1"}, 400, "room_name-error"),
        ({"username": "Mira", "create_room": "1", "room_name": "x" * 81}, 400, "room_name-error"),
    ],
)
def test_what_is_wrong_stands_next_to_the_field(
    visitor: Visitor, code: str, fields: dict[str, str], status: int, said: str
) -> None:
    answer = visitor.submit("/guest", "/", **fields)
    assert answer.status_code == status
    assert said in answer.text
    assert visitor.cookie() is None


def test_what_was_filled_in_is_still_there_but_never_the_password(visitor: Visitor, code: str) -> None:
    answer = visitor.submit("/register", username="kit", password=PASSWORD, code=code)
    assert answer.status_code == 409
    assert 'value="kit"' in answer.text
    assert f'value="{code}"' in answer.text
    assert PASSWORD not in answer.text


def test_what_was_filled_in_cannot_break_out_of_its_field(visitor: Visitor) -> None:
    answer = visitor.submit("/guest", "/", username='"><script>alert(1)</script>' + "x" * 40)
    assert answer.status_code == 400
    assert "<script>alert" not in answer.text


def test_one_registers_signs_out_and_signs_in(visitor: Visitor) -> None:
    assert visitor.submit("/register", username="Mira", password=PASSWORD).location == "/chat"
    answer = visitor.submit("/logout", "/chat")
    assert (answer.status_code, answer.location) == (303, "/")
    assert visitor.get("/chat").status_code == 303
    assert visitor.submit("/login", username="mira", password=PASSWORD).location == "/chat"
    assert visitor.get("/chat").status_code == 200


def test_signing_out_ends_the_session_and_clears_the_browser(visitor: Visitor) -> None:
    token = visitor.in_browser("Mira").cookie()
    answer = visitor.submit("/logout", "/chat")
    assert answer.headers["Clear-Site-Data"] == '"storage"'
    assert visitor.cookie() is None
    assert visitor.api("GET", "/me", authorization=f"Bearer {token}").status_code == 401


def test_a_visitor_who_signs_out_is_simply_out(visitor: Visitor) -> None:
    assert visitor.submit("/logout", "/login").location == "/"


@pytest.mark.parametrize("fields", [{"username": "Mira", "password": "wrong wrong"}, {"username": "Nobody"}, {}])
def test_a_wrong_sign_in_does_not_say_which_part_was_wrong(visitor: Visitor, fields: dict[str, str]) -> None:
    visitor.in_browser("Mira")
    visitor.submit("/logout", "/chat")
    answer = visitor.submit("/login", **fields)
    assert answer.status_code == 401
    assert "do not go together" in answer.text
    assert "-error" not in answer.text


def test_a_short_password_is_said_at_its_field(visitor: Visitor) -> None:
    answer = visitor.submit("/register", username="Mira", password="short")
    assert answer.status_code == 400
    assert "password-error" in answer.text


@pytest.mark.parametrize("path", ["/", "/login", "/register"])
def test_who_is_signed_in_goes_straight_to_the_chat(visitor: Visitor, path: str) -> None:
    assert visitor.get(path).status_code == 200
    visitor.in_browser("Mira")
    answer = visitor.get(path)
    assert (answer.status_code, answer.location) == (303, "/chat")


def test_the_chat_sends_visitors_to_sign_in_and_back(visitor: Visitor) -> None:
    visitor.in_browser("Mira")
    visitor.submit("/guest", "/chat", username="Otto", create_room="1", room_name="Garden")
    visitor.submit("/logout", "/chat")
    answer = visitor.get("/chat/1")
    assert (answer.status_code, answer.location) == (303, "/login?next=/chat/1")
    page = visitor.get("/login?next=/chat/1").text
    assert 'name="next" value="/chat/1"' in page


def test_signing_in_leads_on_to_where_one_wanted_to_go(visitor: Visitor) -> None:
    assert visitor.submit("/register", username="Mira", password=PASSWORD, next="/join/AAAA-AAA").status_code == 404
    assert visitor.submit("/register", username="Mira", password=PASSWORD, next="/chat?x=1").location == "/chat?x=1"
    assert visitor.get("/login?next=/chat/7").location == "/chat/7"


EVIL = ["//evil.test", "/\\evil.test", "https:evil.test", "https://evil.test", "javascript:alert(1)", "evil.test"]
EVIL += ["/\r\nSet-Cookie: a=b", "\\\\evil.test", "/\t/evil.test", "///evil.test", "/" + "x" * 600, " //evil.test"]


@pytest.mark.parametrize("evil", EVIL)
def test_no_address_leads_away_from_here(visitor: Visitor, evil: str) -> None:
    answer = visitor.submit("/register", username="Mira", password=PASSWORD, next=evil)
    assert (answer.status_code, answer.location) == (303, "/chat")
    assert visitor.ask("GET", "/login", query_string={"next": evil}).location == "/chat"


def test_registering_from_an_invitation_enters_its_room(visitor: Visitor, code: str) -> None:
    answer = visitor.submit("/register", username="Mira", password=PASSWORD, next=f"/join/{code}")
    assert answer.location == "/chat/1"


def test_by_invitation_a_code_is_needed_and_enough(make_site: Make, code: str) -> None:
    visitor = Visitor(create_app(make_site(signup="invite")))
    for path, page in (("/register", "/register"), ("/guest", "/")):
        answer = visitor.submit(path, page, username="Mira", password=PASSWORD)
        assert answer.status_code == 403
        assert "code-error" in answer.text
    assert visitor.submit("/register", username="Mira", password=PASSWORD, code=code).location == "/chat/1"
    assert Visitor(visitor.client.application).submit("/guest", "/", username="Otto", code=code).location == "/chat/1"


def test_when_sign_up_is_closed_nobody_registers(make_site: Make, code: str) -> None:
    visitor = Visitor(create_app(make_site(signup="closed")))
    answer = visitor.submit("/register", "/", username="Mira", password=PASSWORD, code=code)
    assert answer.status_code == 403
    assert "closed" in answer.text
    assert visitor.submit("/guest", "/", username="Mira").status_code == 303


def test_when_guests_are_off_a_name_is_not_enough(make_site: Make, code: str) -> None:
    visitor = Visitor(create_app(make_site(guests="off")))
    assert visitor.submit("/guest", "/", username="Mira", code=code).status_code == 403
    assert visitor.submit(f"/join/{code}", "/login", username="Mira").status_code == 403
    assert visitor.submit("/register", username="Mira", password=PASSWORD).status_code == 303


def test_when_nothing_can_be_stored_a_page_says_so(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    token = visitor.csrf("/")
    monkeypatch.setattr("parlour.store.writer.QUEUE_LIMIT", 0)
    answer = visitor.ask("POST", "/guest", data={"csrf_token": token, "username": "Mira"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert "Nothing was stored" in answer.text
