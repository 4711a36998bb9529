"""The server as an application sees it: connecting, events, acks, errors, rooms, closing."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from websockets.exceptions import InvalidStatus

from parlour.sio import Event, Options, Refused, Server, Socket, UnknownEvent, encode_event


class Post(msgspec.Struct, forbid_unknown_fields=True):
    room: int
    message: str
    data: bytes = b""


def answering(handler: Callable[..., Any], payload: Any = None, **options: Any) -> Server:
    """A server with the one event `do`."""
    server = Server(Options(), **options)
    server.namespace(events={"do": Event(handler, payload)})
    return server


async def test_a_payload_arrives_as_its_struct_and_the_result_is_the_ack(serve: Any):
    place = await serve(answering(lambda socket, post: {"got": post.message}, Post))
    talk = await place.connected()
    await talk.send('421["do",{"room":1,"message":"hi"}]')
    assert await talk.hear() == '431[{"got":"hi"}]'


async def test_a_payload_may_have_attachments(serve: Any):
    place = await serve(answering(lambda socket, post: post.data, Post))
    talk = await place.connected()
    await talk.send('451-1["do",{"room":1,"message":"","data":{"_placeholder":true,"num":0}}]', b"\x07")
    assert [await talk.hear(), await talk.hear()] == ['461-1[{"_placeholder":true,"num":0}]', b"\x07"]


async def test_without_an_id_there_is_no_ack(serve: Any):
    heard: list[Any] = []
    place = await serve(answering(lambda socket, *args: heard.append(args)))
    talk = await place.connected()
    await talk.send('42["do",1,2]', '42["do"]')
    assert await talk.silent()
    assert heard == [(1, 2), ()]


async def test_a_future_is_acked_when_it_is_done_and_needs_no_task(serve: Any):
    answers: list[asyncio.Future[str]] = []

    def later(socket: Socket) -> "asyncio.Future[str]":
        answers.append(asyncio.get_running_loop().create_future())
        return answers[-1]

    server = answering(later)
    talk = await (await serve(server)).connected()
    await talk.send('421["do"]', '422["do"]')
    assert await talk.silent()
    assert server.tasks == set()
    answers[1].set_result("second")
    answers[0].set_exception(ValueError("no"))
    assert [await talk.hear(), await talk.hear()] == ['432["second"]', '431[{"error":"internal error"}]']


async def test_a_coroutine_is_a_task_and_what_it_emits_comes_before_its_ack(serve: Any):
    async def work(socket: Socket) -> tuple[int, int]:
        await asyncio.sleep(0)
        socket.emit("working")
        return 1, 2

    talk = await (await serve(answering(work))).connected()
    await talk.send('421["do"]')
    assert [await talk.hear(), await talk.hear()] == ['42["working"]', "431[1,2]"]


BAD = [
    '421["do",{"room":"x","message":"hi"}]',
    '421["do",{"room":1}]',
    '421["do",{"room":1,"message":"hi","more":1}]',
    '421["do"]',
    '421["do",{},{}]',
    '421["do",{"room":1,"message":"hi"]',
    '421["do",NaN]',
    '421["do",1e999]',
    '421["do",' + "9" * 5000 + "]",
    '421["do","\\ud800"]',
    '421["do",' + "[" * 40 + "]" * 40 + "]",
    '421["nothing"]',
    '421["not\\u0068ing"]',
]


@pytest.mark.parametrize("text", BAD)
async def test_bad_input_is_answered_and_the_connection_goes_on(serve: Any, text: str):
    errors: list[Exception] = []

    def on_error(socket: Socket, event: str, error: Exception) -> object:
        errors.append(error)
        return {"ok": False, "event": event}

    place = await serve(answering(lambda socket, post: "done", Post, on_error=on_error))
    talk = await place.connected()
    await talk.send(text, '422["do",{"room":1,"message":"hi"}]')
    assert str(await talk.hear()).startswith('431[{"ok":false,"event":"')
    assert await talk.hear() == '432["done"]'
    assert isinstance(errors[0], UnknownEvent | msgspec.DecodeError)


async def test_an_error_of_ours_is_logged_and_says_nothing(serve: Any, caplog: pytest.LogCaptureFixture):
    def fail(socket: Socket) -> None:
        raise RuntimeError("secret")

    talk = await (await serve(answering(fail))).connected()
    await talk.send('421["do"]', '42["do"]')
    assert await talk.hear() == '431[{"error":"internal error"}]'
    assert await talk.silent()
    assert [record.message for record in caplog.records] == ["do failed", "do failed"]


async def test_an_on_error_that_fails_and_an_ack_that_cannot_be_encoded_are_survived(serve: Any):
    def on_error(socket: Socket, event: str, error: Exception) -> object:
        raise error

    server = Server(on_error=on_error)
    server.namespace(events={"odd": Event(lambda socket: {"x": object()})})
    talk = await (await serve(server)).connected()
    await talk.send('421["nothing"]', '422["odd"]')
    assert [await talk.hear(), await talk.hear()] == [
        '431[{"error":"internal error"}]',
        '432[{"error":"internal error"}]',
    ]


async def test_a_guard_is_asked_before_the_payload_is_looked_at(serve: Any):
    def guard(socket: Socket) -> None:
        raise PermissionError

    server = Server(on_error=lambda socket, event, error: type(error).__name__)
    server.namespace(events={"do": Event(lambda socket, post: "done", Post, guard)})
    talk = await (await serve(server)).connected()
    await talk.send('421["do","whatever"]')
    assert await talk.hear() == '431["PermissionError"]'


async def test_unknown_events_may_have_a_handler(serve: Any):
    server = Server()
    server.namespace(unknown=lambda socket, event, *args: [event, *args])
    talk = await (await serve(server)).connected()
    await talk.send('421["anything",1]')
    assert await talk.hear() == '431[["anything",1]]'


def test_a_reserved_event_cannot_be_declared():
    with pytest.raises(ValueError, match="reserved"):
        Server().namespace(events={"disconnect": Event(print)})


@pytest.mark.parametrize("later", [False, True])
async def test_connect_may_refuse_with_data(serve: Any, later: bool):
    def refuse(socket: Socket, auth: Any) -> Any:
        socket.emit("never")
        raise Refused("sign in", data={"code": auth["code"]})

    async def refuse_later(socket: Socket, auth: Any) -> None:
        await asyncio.sleep(0)
        refuse(socket, auth)

    server = Server()
    server.namespace(connect=refuse_later if later else refuse, disconnect=lambda socket, reason: pytest.fail(reason))
    talk = await (await serve(server)).ws()
    await talk.hear()
    await talk.send('40{"code":7}')
    assert await talk.hear() == '44{"message":"sign in","data":{"code":7}}'
    assert await talk.silent()


async def test_a_connect_that_fails_says_so_without_details(serve: Any):
    def fail(socket: Socket, auth: Any) -> None:
        raise RuntimeError("secret")

    server = Server()
    server.namespace(connect=fail)
    talk = await (await serve(server)).ws()
    await talk.hear()
    await talk.send("40")
    assert await talk.hear() == '44{"message":"Internal error","data":{"error":"internal error"}}'


async def test_what_connect_emits_comes_after_its_reply(serve: Any):
    async def greet(socket: Socket, auth: Any) -> None:
        socket.emit("first")
        await asyncio.sleep(0.01)
        socket.emit("second")

    server = Server()
    server.namespace(connect=greet)
    talk = await (await serve(server)).connected()
    assert [await talk.hear(), await talk.hear()] == ['42["first"]', '42["second"]']


@pytest.mark.parametrize(
    ("leave", "reason"),
    [("41", "client namespace disconnect"), ("1", "transport close"), ("x", "parse error"), ("", "transport close")],
)
async def test_disconnect_is_told_once_and_why(serve: Any, leave: str, reason: str):
    reasons: list[str] = []
    server = Server()
    server.namespace(disconnect=lambda socket, why: reasons.append(why))
    talk = await (await serve(server)).connected()
    await (talk.send(leave) if leave else talk.connection.close())
    await asyncio.sleep(0.05)
    await talk.connection.close()
    assert reasons == [reason]
    assert server.sockets == 0


async def test_who_goes_while_connect_is_awaited_is_in_no_room_and_told_of(serve: Any):
    reasons: list[str] = []
    sockets: list[Socket] = []
    go_on = asyncio.Event()

    async def slow(socket: Socket, auth: Any) -> None:
        sockets.append(socket)
        await go_on.wait()
        socket.join("a")

    server = Server()
    server.namespace(connect=slow, disconnect=lambda socket, why: reasons.append(why))
    talk = await (await serve(server)).ws()
    await talk.send("40")
    await asyncio.sleep(0.05)
    await talk.connection.close()
    go_on.set()
    await asyncio.sleep(0.05)
    assert (reasons, sockets[0].rooms, server.sockets) == (["transport close"], set(), 0)


async def test_rooms_reach_their_members_and_nobody_else(serve: Any):
    server = Server()
    server.namespace(connect=lambda socket, auth: socket.join(auth["room"]) if auth else None)
    place = await serve(server)
    mira, kit, otto = await place.connected('40{"room":"a"}'), await place.connected('40{"room":"a"}'), None
    otto = await place.connected('40{"room":"b"}')
    server.emit("news", {"n": 1}, to="a")
    server.emit("all")
    assert [await mira.hear(), await mira.hear()] == ['42["all"]', '42["news",{"n":1}]']
    assert {await kit.hear(), await kit.hear()} == {'42["all"]', '42["news",{"n":1}]'}
    assert await otto.hear() == '42["all"]'
    assert await otto.silent()


async def test_who_left_a_room_hears_no_more(serve: Any):
    sockets: list[Socket] = []
    server = Server()
    server.namespace(connect=lambda socket, auth: sockets.append(socket) or socket.join("a"))
    talk = await (await serve(server)).connected()
    sockets[0].leave("a")
    server.emit("news", to="a")
    assert await talk.silent()


async def test_a_socket_may_be_sent_away(serve: Any):
    reasons: list[str] = []
    server = Server()
    server.namespace(
        events={"do": Event(lambda socket: socket.disconnect())}, disconnect=lambda socket, why: reasons.append(why)
    )
    talk = await (await serve(server)).connected()
    await talk.send('421["do"]')
    assert await talk.hear() == "41"
    assert await talk.close_code() == 1000
    assert reasons == ["server namespace disconnect"]


async def test_a_polling_client_that_is_sent_away_still_hears_of_it(serve: Any):
    place = await serve(answering(lambda socket: socket.disconnect()))
    sid = await place.open_polling()
    await place.post(sid, "40")
    await place.poll(sid)
    await place.post(sid, '421["do"]')
    assert await place.poll(sid) == (200, "41\x1e1")
    assert (await place.poll(sid))[0] == 400


async def test_going_down_says_a_last_word(serve: Any):
    server = Server()
    server.namespace()
    place = await serve(server)
    talk, sid = await place.connected(), await place.open_polling()
    await place.post(sid, "40")
    await asyncio.gather(server.close(before=encode_event("notice", {"code": "restarting"})), talk_ends(talk))
    assert str((await place.poll(sid))[1]).endswith('42["notice",{"code":"restarting"}]\x1e1')
    assert (await place.poll())[0] == 503
    with pytest.raises(InvalidStatus, match="503"):
        await place.ws()


async def talk_ends(talk: Any) -> None:
    assert await talk.hear() == '42["notice",{"code":"restarting"}]'
    assert await talk.close_code() == 1012


async def test_only_so_many_handlers_run_at_once_and_the_rest_waits_in_order(serve: Any):
    done: list[asyncio.Future[int]] = []

    def later(socket: Socket, number: int) -> "asyncio.Future[int]":
        done.append(asyncio.get_running_loop().create_future())
        return done[-1]

    server = Server(Options(max_running=2))
    server.namespace(events={"do": Event(later)})
    talk = await (await serve(server)).connected()
    await talk.send(*(f'42{number}["do",{number}]' for number in range(20)))
    for number in range(20):
        await asyncio.sleep(0.005)
        assert len(done) == min(number + 2, 20)
        done[number].set_result(number)
    assert [await talk.hear() for _ in range(20)] == [f"43{number}[{number}]" for number in range(20)]


async def test_one_session_has_one_timer_whatever_it_sends(serve: Any):
    server = Server()
    server.namespace()
    talk = await (await serve(server)).connected()
    await talk.send(*["3"] * 5000)
    await talk.send("41")
    await asyncio.sleep(0.1)
    loop = asyncio.get_running_loop()
    timers = [handle for handle in loop._scheduled if not handle.cancelled() and "Session" in repr(handle)]
    assert len(timers) == 1


@pytest.mark.parametrize(("event", "takes"), [("none", [0]), ("one", [1]), ("some", [1, 2]), ("any", [0, 1, 2, 3])])
async def test_a_number_of_arguments_the_handler_does_not_take_is_told_the_client(
    serve: Any, caplog: Any, event: str, takes: list[int]
):
    server = Server()
    handlers = {
        "none": lambda socket: "ok",
        "one": lambda socket, one: "ok",
        "some": lambda socket, one, two=0: "ok",
        "any": lambda socket, *args: "ok",
    }
    server.namespace(events={name: Event(handler) for name, handler in handlers.items()})
    talk = await (await serve(server)).connected()
    for number in range(4):
        await talk.send(f"42{number}" + json.dumps([event, *range(number)]))
        answer = str(await talk.hear())
        assert answer == f'43{number}["ok"]' if number in takes else "Expected" in answer
    assert caplog.records == []
