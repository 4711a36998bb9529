"""The polite end: what was heard is stored and answered, everybody is told, and it does not take long."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import time
from contextlib import AsyncExitStack

from talking import Party
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from parlour.security import new_key

ENDED = (0, -signal.SIGTERM)  # uvicorn passes the signal on when everything is done


async def seated(stack: AsyncExitStack, party: Party, **options: object) -> ClientConnection:
    """A bare WebSocket of Mira's that has heard `ready`."""
    url = f"ws://127.0.0.1:{party.server.port}/socket.io/?EIO=4&transport=websocket"
    made = await stack.enter_async_context(connect(url, compression=None, close_timeout=1, **options))  # type: ignore[arg-type]
    await made.send("40" + json.dumps({"token": party.mira.token}))
    while not str(await made.recv()).startswith('42["ready"'):
        pass
    return made


async def to_the_end(tab: ClientConnection) -> tuple[list[str], int]:
    """Return what it still heard, and the code with which the server closed it."""
    heard: list[str] = []
    try:
        while True:
            heard.append(str(await asyncio.wait_for(tab.recv(), 10)))
    except ConnectionClosed as closed:
        return heard, closed.rcvd.code if closed.rcvd else 1006


async def test_everybody_is_told_when_to_come_back_and_closed_with_1012(lonely: Party) -> None:
    async with AsyncExitStack() as stack:
        tabs = [await seated(stack, lonely) for _ in range(3)]
        stopping = asyncio.create_task(asyncio.to_thread(lonely.server.stop))
        for tab in tabs:
            heard, code = await to_the_end(tab)
            event, notice = json.loads(heard[-1][2:])
            assert (event, notice["code"], code) == ("notice", "restarting", 1012)
            assert 1 <= notice["retry_after"] <= 30
        assert await stopping in ENDED


async def test_what_was_heard_is_answered_and_stored_and_nothing_else_is(lonely: Party) -> None:
    """Every second thing asked for is a read, which is answered by a task of its own."""
    asked = [f"line {number}" if number % 2 else "" for number in range(400)]
    answered: set[int] = set()
    async with AsyncExitStack() as stack:
        mira = await seated(stack, lonely)
        for number, text in enumerate(asked):
            room = {"room": lonely.room}
            event = (
                ["send_message", room | {"key": new_key(), "message": text}]
                if text
                else ["catch_up", room | {"rev": 0}]
            )
            await mira.send(f"42{number}{json.dumps(event)}")
        stopping = asyncio.create_task(asyncio.to_thread(lonely.server.stop))
        for packet in (await to_the_end(mira))[0]:
            if packet.startswith("43"):
                number, _, answer = packet[2:].partition("[")
                assert json.loads(f"[{answer}")[0]["ok"] is True
                answered.add(int(number))
        assert await stopping in ENDED
    assert answered == set(range(len(answered)))
    await asyncio.to_thread(lonely.server.start)
    page = await asyncio.to_thread(
        lonely.server.api, "GET", f"/rooms/{lonely.room}/messages?limit=200", lonely.kit.token
    )
    kept = [message["message"] for message in page.json()["messages"] if message["kind"] == "message"]
    said = [asked[number] for number in sorted(answered) if asked[number]]
    assert kept == said[-len(kept) :] if kept else not said
    assert len(page.json()["messages"]) == 200 or len(kept) == len(said)


async def test_nobody_can_keep_the_server_from_ending(lonely: Party) -> None:
    """One who does not read, one whose request has no end, and one whose body does not come."""
    async with AsyncExitStack() as stack:
        small = socket.create_connection(("127.0.0.1", lonely.server.port))
        small.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        stuck = await seated(stack, lonely, sock=small)
        stuck.transport.pause_reading()
        slow = [
            b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n",
            b"POST /api/v1/guests HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{",
        ]
        for request in slow:
            _, writer = await asyncio.open_connection("127.0.0.1", lonely.server.port)
            stack.callback(writer.close)
            writer.write(request)
        for number in range(300):
            await lonely.kit.say(lonely.room, f"{number} " + "x" * 9_000)
        start = time.monotonic()
        assert await asyncio.to_thread(lonely.server.stop) in ENDED
        assert time.monotonic() - start <= 10
    assert "Traceback" not in lonely.server.errors()
