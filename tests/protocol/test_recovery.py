"""Connection state recovery: `pid` and offsets, answered from a table, so that a restart makes no difference."""

import asyncio
import json
from hashlib import blake2b
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

import pytest
import socketio

from parlour.sio import Channel, Event, Options, Server, Socket, encode_event

JS = Path(__file__).with_name("js")
SECRET = b"kept over restarts"
ROOMS = ("a", "b")


class Table:
    """What outlives a server: the events of two rooms, numbered."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Any]] = {room: [] for room in ROOMS}

    def add(self, room: str) -> int:
        self.rows[room].append({"room": room, "number": len(self.rows[room]) + 1})
        return len(self.rows[room])

    async def after(self, room: str, position: int) -> list[Any]:
        return [(row["number"], encode_event("said", row)) for row in self.rows[room][position : position + 50]]


class Chat:
    """An application with recovery: the pid says nothing and is signed, the offset is where one stands in each room."""

    def __init__(self, table: Table, **options: Any) -> None:
        self.table = table
        self.channels = {
            room: Channel(lambda after, room=room: table.after(room, after), head=len(table.rows[room]))
            for room in ROOMS
        }
        self.names = {channel: room for room, channel in self.channels.items()}
        self.here: list[Socket] = []
        self.server = Server(Options(**options))
        self.server.namespace(connect=self.connect, events={"here": Event(self.here.append)})

    def connect(self, socket: Socket, auth: dict[str, Any]) -> None:
        stands = {room: channel.head for room, channel in self.channels.items()}
        found = read_offset(auth) if auth.get("pid") else None
        if "pid" in auth or auth.get("recover"):
            stands |= found or {}
            socket.recoverable(auth["pid"] if found else new_pid(), self.mover(stands))
            socket.emit("welcome", json.dumps(stands))
        for room, position in stands.items():
            self.channels[room].add(socket, position)

    def mover(self, stands: dict[str, int]) -> Any:
        def moved(channel: Channel, position: int) -> str:
            stands[self.names[channel]] = position
            return json.dumps(stands)

        return moved

    def say(self, room: str) -> None:
        number = self.table.add(room)
        self.channels[room].publish(number, encode_event("said", self.table.rows[room][-1]))


def sign(text: str) -> str:
    return blake2b(text.encode(), key=SECRET, digest_size=9).hexdigest()


def new_pid() -> str:
    nonce = token_urlsafe(9)
    return f"{nonce}.{sign(nonce)}"


def read_offset(auth: dict[str, Any]) -> dict[str, int] | None:
    nonce, _, signature = str(auth["pid"]).partition(".")
    try:
        found: dict[str, int] = json.loads(str(auth.get("offset")))
    except ValueError:
        return None
    return found if signature == sign(nonce) else None


async def until(what: Any) -> None:
    async with asyncio.timeout(15):
        while not what():
            await asyncio.sleep(0.005)


async def js(port: int, options: dict[str, Any]) -> Any:
    arguments = ("node", "recover.js", str(port), json.dumps(options))
    return await asyncio.create_subprocess_exec(*arguments, cwd=JS, stdout=asyncio.subprocess.PIPE)


@pytest.mark.parametrize("transports", [None, ["websocket"], ["polling"]])
async def test_the_official_client_recovers_over_a_restart(running: Any, transports: Any):
    table = Table()
    chat = Chat(table)
    options = {"auth": {"recover": True}} | ({"transports": transports} if transports else {})
    async with running(chat.server.asgi, chat.server.websocket) as place:
        client = await js(place.port, options)
        await until(lambda: chat.here)
        for room in "abba":
            chat.say(room)
            await asyncio.sleep(0.01)
        await chat.server.close()
    for room in "ab" * 60:
        table.add(room)
    after = Chat(table)
    async with running(after.server.asgi, after.server.websocket, place.port):
        await until(lambda: after.here)
        after.say("b")
        await asyncio.sleep(0)
        await until(lambda: all(channel.level_count for channel in after.channels.values()))
        after.here[0].emit("bye")
        heard = json.loads((await asyncio.wait_for(client.communicate(), 15))[0])
    assert heard["recovered"] == [False, True]
    for room, last in (("a", 62), ("b", 63)):
        assert [row["number"] for row, _ in heard["events"] if row["room"] == room] == list(range(1, last + 1))
    assert json.loads(heard["events"][-1][1]) == {"a": 62, "b": 63}


async def test_who_loses_the_connection_before_anything_was_said_recovers_too(running: Any):
    chat = Chat(Table())
    async with running(chat.server.asgi, chat.server.websocket) as place:
        client = await js(place.port, {"auth": {"recover": True}})
        await until(lambda: chat.here)
        chat.here[0].close()
        await until(lambda: len(chat.here) == 2)
        chat.here[1].emit("bye")
        heard = json.loads((await asyncio.wait_for(client.communicate(), 15))[0])
    assert (heard["recovered"], heard["events"]) == ([False, True], [])


async def test_who_did_not_ask_hears_one_object_and_no_pid(serve: Any):
    chat = Chat(Table())
    place = await serve(chat.server)
    talk = await place.ws()
    await talk.hear()
    await talk.send("40")
    assert set(json.loads(str(await talk.hear())[2:])) == {"sid"}
    asking = await place.connected('40{"recover":true}')
    await asking.hear()
    chat.say("a")
    assert await talk.hear_event() == ["said", {"room": "a", "number": 1}]
    assert await asking.hear_event() == ["said", {"room": "a", "number": 1}, '{"a": 1, "b": 0}']


async def test_the_python_client_without_recovery_hears_one_object(serve: Any):
    chat = Chat(Table())
    place = await serve(chat.server)
    client = socketio.AsyncClient()
    heard: list[Any] = []
    client.on("said", heard.append)
    await client.connect(f"http://127.0.0.1:{place.port}")
    await until(lambda: chat.channels["a"].level_count)
    chat.say("a")
    await until(lambda: heard)
    await client.disconnect()
    assert heard == [{"room": "a", "number": 1}]


@pytest.mark.parametrize(
    "auth", [{"pid": "x.y", "offset": '{"a":0}'}, {"pid": "x"}, {"pid": 1, "offset": []}, {"pid": "x", "offset": "{"}]
)
async def test_a_pid_that_is_not_ours_is_answered_with_another(serve: Any, auth: Any):
    chat = Chat(Table())
    chat.say("a")
    talk = await (await serve(chat.server)).ws()
    await talk.hear()
    await talk.send("40" + json.dumps(auth))
    assert json.loads(str(await talk.hear())[2:])["pid"] != auth["pid"]
    assert (await talk.hear_event())[0] == "welcome"
    assert await talk.silent()


async def test_offsets_are_right_for_one_who_lags_and_for_one_who_polls(serve: Any):
    chat = Chat(Table(), high_water=2_000)
    place = await serve(chat.server)
    sid = await place.open_polling()
    await place.post(sid, '40{"recover":true}')
    await place.poll(sid)
    for number in range(400):
        chat.say("ab"[number % 2])
        await asyncio.sleep(0)
    assert [len(channel) - channel.level_count for channel in chat.channels.values()] == [1, 1]
    heard: list[Any] = []
    while len(heard) < 400:
        heard += [json.loads(part[2:]) for part in (await place.poll(sid))[1].split("\x1e") if '"said"' in part]
    stands = {"a": 0, "b": 0}
    for _, row, offset in heard:
        assert row["number"] == stands[row["room"]] + 1
        stands[row["room"]] += 1
        assert json.loads(offset) == stands


async def test_a_socket_is_made_recoverable_while_it_connects(serve: Any):
    server = Server()
    server.namespace(events={"do": Event(lambda socket: socket.recoverable("p", lambda channel, position: ""))})
    talk = await (await serve(server)).connected()
    await talk.send('421["do"]')
    assert await talk.hear() == '431[{"error":"internal error"}]'


async def test_an_offset_that_fails_takes_the_event_from_nobody(serve: Any, caplog: Any):
    channel = Channel()
    server = Server()

    def connect(socket: Socket, auth: dict[str, Any]) -> None:
        if auth:
            socket.recoverable("p", lambda channel, position: {}[position])
        channel.add(socket)

    server.namespace(connect=connect)
    place = await serve(server)
    talks = [await place.connected('40{"recover":true}'), await place.connected()]
    await until(lambda: channel.level_count == 2)
    channel.publish(1, encode_event("said", 1))
    assert [await talk.hear_event() for talk in talks] == [["said", 1]] * 2
    assert [record.getMessage() for record in caplog.records] == ["an offset could not be told"]
