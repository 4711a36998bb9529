"""Two people in a room by Socket.IO, and someone outside who never hears a thing."""

from __future__ import annotations

import asyncio
import gc

import pytest
import requests
import socketio
from talking import Party, close, talker

from parlour.security import new_key


async def test_what_one_says_all_members_hear_and_the_outsider_does_not(parlour: Party) -> None:
    sent = await parlour.kit.say(parlour.room, "Is the **kettle** on?")
    assert sent["ok"]
    assert sent["dup"] is False
    for listener in (parlour.kit, parlour.mira):
        heard = await listener.hear("new_message", id=sent["id"])
        assert heard["message"] == "Is the **kettle** on?"
        assert heard["html"] == "<p>Is the <strong>kettle</strong> on?</p>"
        assert (heard["username"], heard["timestamp"], heard["seq"]) == (
            parlour.kit.name,
            sent["timestamp"],
            sent["seq"],
        )
    assert parlour.otto.find("new_message") is None


async def test_a_retry_is_answered_the_same_and_heard_once(parlour: Party) -> None:
    key = new_key()
    first = await parlour.kit.ask("send_message", room=parlour.room, key=key, message="once")
    again = await parlour.kit.ask("send_message", room=parlour.room, key=key, message="once")
    assert (again["id"], again["dup"]) == (first["id"], True)
    await parlour.kit.say(parlour.room, "after")
    await parlour.mira.hear("new_message", message="after")
    assert parlour.mira.texts(parlour.room) == ["once", "after"]


async def test_messages_of_one_sender_arrive_in_his_order(parlour: Party) -> None:
    said = [f"line {number}" for number in range(100)]
    answers = await asyncio.gather(*(parlour.kit.say(parlour.room, text) for text in said))
    assert [answer["seq"] for answer in answers] == list(range(3, 103))
    await parlour.mira.hear("new_message", message="line 99")
    assert parlour.mira.texts(parlour.room) == said


async def test_all_devices_of_a_person_hear_what_he_sends(parlour: Party) -> None:
    async with talker(parlour.server, parlour.kit.token) as phone:
        await parlour.kit.say(parlour.room, "from the laptop")
        await phone.hear("new_message", message="from the laptop")


async def test_joining_gives_the_room_its_newest_page_and_who_is_here(parlour: Party) -> None:
    await parlour.kit.say(parlour.room, "before")
    answer = await parlour.otto.ask("join", code=parlour.code.lower().replace("-", ""))
    assert answer["ok"]
    assert answer["room"]["id"] == parlour.room
    assert [message["message"] for message in answer["messages"]][-2:] == ["before", f"{parlour.otto.name} joined"]
    assert {person["username"] for person in answer["members_online"]} == {
        parlour.kit.name,
        parlour.mira.name,
        parlour.otto.name,
    }
    await parlour.kit.say(parlour.room, "after")
    await parlour.otto.hear("new_message", message="after")


async def test_who_leaves_hears_the_farewell_and_nothing_after_it(parlour: Party) -> None:
    assert (await parlour.mira.ask("leave", room=parlour.room))["ok"]
    await parlour.mira.hear("new_message", kind="left")
    await parlour.kit.hear("user_left", username=parlour.mira.name)
    await parlour.kit.say(parlour.room, "behind her back")
    await parlour.kit.hear("new_message", message="behind her back")
    refused = await parlour.mira.ask("catch_up", room=parlour.room, rev=0)
    assert refused["error"]["code"] == "not_found"
    assert parlour.mira.texts(parlour.room) == []


async def test_catching_up_gives_what_was_missed_in_order(parlour: Party) -> None:
    held = (await parlour.mira.ask("catch_up", room=parlour.room, rev=0))["head"]
    await close(parlour.mira.client)
    for text in ("one", "two"):
        await parlour.kit.say(parlour.room, text)
    async with talker(parlour.server, parlour.mira.token) as back:
        answer = await back.ask("catch_up", room=parlour.room, rev=held)
        assert [message["message"] for message in answer["messages"]] == ["one", "two"]
        assert (answer["head"], answer["more"], answer["limited"]) == (held + 2, False, False)


async def test_typing_is_heard_by_members_only(parlour: Party) -> None:
    assert (await parlour.kit.ask("typing", room=parlour.room))["ok"]
    assert (await parlour.mira.hear("typing"))["username"] == parlour.kit.name
    assert (await parlour.otto.ask("typing", room=parlour.room))["error"]["code"] == "not_found"
    assert parlour.otto.find("typing") is None


async def test_reading_is_known_on_every_device(parlour: Party) -> None:
    sent = await parlour.kit.say(parlour.room, "news")
    async with talker(parlour.server, parlour.mira.token) as phone:
        ready = await phone.hear("ready")
        assert ready["rooms"][0]["unread"] == 1
        marked = await parlour.mira.ask("mark_read", room=parlour.room, seq=sent["seq"])
        assert (marked["unread"], marked["read_seq"]) == (0, sent["seq"])
        await phone.hear("me_changed")


async def test_a_reload_does_not_flicker_and_a_real_goodbye_is_told(parlour: Party) -> None:
    await close(parlour.mira.client)
    async with talker(parlour.server, parlour.mira.token):
        await parlour.kit.say(parlour.room, "still here?")
        assert parlour.kit.find("user_left") is None
    gone = await parlour.kit.hear("user_left")
    assert gone["username"] == parlour.mira.name
    await parlour.kit.hear("update_user_list", count=1)


async def test_a_room_entered_by_http_is_heard_on_the_open_connection(parlour: Party) -> None:
    await asyncio.to_thread(parlour.server.api, "POST", "/memberships", parlour.otto.token, code=parlour.code)
    await parlour.otto.hear("me_changed")
    await parlour.kit.say(parlour.room, "welcome")
    await parlour.otto.hear("new_message", message="welcome")


async def test_signing_out_closes_the_connections_of_that_session_only(parlour: Party) -> None:
    gone = asyncio.Event()
    parlour.kit.client.on("disconnect", lambda *_: gone.set())
    answer = await asyncio.to_thread(parlour.server.api, "DELETE", "/sessions/current", parlour.kit.token)
    assert answer.status_code == 204
    await asyncio.wait_for(gone.wait(), 5)
    assert parlour.kit.find("notice")["code"] == "signed_out"  # type: ignore[index]
    assert parlour.mira.client.connected


@pytest.mark.parametrize("token", ["", "forged", None, 7, {"$gt": ""}])
async def test_a_token_that_is_not_one_is_refused_with_its_code(shared_server, token: object) -> None:  # type: ignore[no-untyped-def]
    client = socketio.AsyncClient(reconnection=False)
    refused: asyncio.Future[object] = asyncio.get_running_loop().create_future()
    client.on("connect_error", refused.set_result)
    with pytest.raises(socketio.exceptions.ConnectionError):
        await client.connect(shared_server.url, auth={"token": token})
    await close(client)
    assert (await refused)["data"]["code"] == "unauthenticated"  # type: ignore[index]


BAD = [
    ("send_message", {}, "invalid"),
    ("send_message", {"room": "1", "key": "k" * 8, "message": "x"}, "invalid"),
    ("send_message", {"room": True, "key": "k" * 8, "message": "x"}, "invalid"),
    ("send_message", {"room": 1, "key": "short", "message": "x"}, "invalid"),
    ("send_message", {"room": 1, "key": "k" * 8, "message": {"$gt": ""}}, "invalid"),
    ("send_message", {"room": 1, "key": "k" * 8, "message": "  \n "}, "invalid"),
    ("send_message", {"room": 1, "key": "k" * 8, "message": "x" * 10_001}, "invalid"),
    ("send_message", {"room": 1, "key": "k" * 8, "message": "a\x00b"}, "invalid"),
    ("send_message", {"room": 10**18, "key": "k" * 8, "message": "x"}, "invalid"),
    ("send_message", {"room": 999, "key": "k" * 8, "message": "x"}, "not_found"),
    ("send_message", "text", "invalid"),
    ("send_message", None, "invalid"),
    ("join", {}, "bad_request"),
    ("join", {"code": "AAAA-AAAA"}, "unknown_code"),
    ("join", {"room": 999}, "not_found"),
    ("leave", {"room": -1}, "invalid"),
    ("mark_read", {"room": 999, "seq": 1}, "not_found"),
    ("catch_up", {"room": 999, "rev": 0}, "not_found"),
    ("no_such_event", {}, "unknown_event"),
]


@pytest.mark.parametrize(("event", "payload", "code"), BAD)
async def test_bad_input_gets_its_code_and_harms_nobody(parlour: Party, event: str, payload: object, code: str) -> None:
    answer = await parlour.otto.client.call(event, payload, timeout=10)
    assert answer["ok"] is False
    assert answer["error"]["code"] == code
    assert answer["error"]["message"]
    await parlour.kit.say(parlour.room, "unharmed")
    await parlour.mira.hear("new_message", message="unharmed")
    assert parlour.otto.client.connected
    assert "Traceback" not in parlour.server.errors()


async def test_outsiders_cannot_use_a_room_by_its_number(parlour: Party) -> None:
    unknown = await parlour.otto.say(999, "hello?")
    for answer in (
        await parlour.otto.say(parlour.room, "hello?"),
        await parlour.otto.ask("join", room=parlour.room),
        await parlour.otto.ask("leave", room=parlour.room),
        await parlour.otto.ask("catch_up", room=parlour.room, rev=0),
        await parlour.otto.ask("mark_read", room=parlour.room, seq=1),
    ):
        assert answer == unknown


async def test_a_page_of_another_site_cannot_connect(parlour: Party) -> None:
    url = f"{parlour.server.url}/socket.io/?EIO=4&transport=polling"
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Cookie": "parlour=x"}):
        answer = await asyncio.to_thread(requests.get, url, headers=headers, timeout=10)
        assert answer.status_code == 403, headers


async def test_everything_acknowledged_is_there_once_after_a_kill(lonely: Party) -> None:
    said = [f"line {number}" for number in range(200)]
    sending = [asyncio.create_task(lonely.kit.say(lonely.room, text)) for text in said]
    await lonely.mira.hear("new_message", message="line 20")
    lonely.server.kill()
    await asyncio.wait(sending, timeout=1)
    answers = [task.result() if task.done() else task.cancel() for task in sending]
    acknowledged = [text for text, answer in zip(said, answers, strict=True) if isinstance(answer, dict)]
    lonely.server.start()
    page = await asyncio.to_thread(
        lonely.server.api, "GET", f"/rooms/{lonely.room}/messages?limit=200", lonely.kit.token
    )
    kept = [message["message"] for message in page.json()["messages"] if message["kind"] == "message"]
    assert len(kept) == len(set(kept))
    assert set(acknowledged) <= set(kept)
    assert kept == said[: len(kept)]


@pytest.mark.filterwarnings("ignore:.*Connection.__del__:pytest.PytestUnraisableExceptionWarning")
async def test_polling_alone_works_too(parlour: Party) -> None:
    async with talker(parlour.server, parlour.otto.token, transports=["polling"]) as poller:
        await poller.ask("join", code=parlour.code)
        await parlour.kit.say(parlour.room, "slow but sure")
        await poller.hear("new_message", message="slow but sure")
    gc.collect()  # the client forgets to release its last answer: let it warn here, where that is expected


async def test_a_restart_is_announced_and_nothing_is_missed(lonely: Party) -> None:
    await lonely.kit.say(lonely.room, "before")
    await asyncio.to_thread(lonely.server.restart)
    notice = await lonely.mira.hear("notice", code="restarting")
    assert 1 <= notice["retry_after"] <= 30
    async with talker(lonely.server, lonely.mira.token) as back:
        answer = await back.ask("catch_up", room=lonely.room, rev=2)
        assert [message["message"] for message in answer["messages"]] == ["before"]


async def test_a_request_without_an_end_to_its_headers_is_let_go(parlour: Party) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", parlour.server.port)
    writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
    assert await asyncio.wait_for(reader.read(), 15) is not None
    writer.close()
