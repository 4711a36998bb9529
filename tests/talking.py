"""A person in the tests: a Socket.IO client that notes everything it hears."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, NamedTuple

import socketio
from running import Running

from parlour.security import new_key

HEARD = (
    "ready",
    "new_message",
    "user_joined",
    "user_left",
    "update_user_list",
    "typing",
    "room_changed",
    "me_changed",
    "notice",
)
PATIENCE = 10


class Talker:
    """`heard` holds (event, payload) in order of arrival; `hear` waits for one."""

    def __init__(self, server: Running, token: str, name: str = "") -> None:
        self.server = server
        self.token = token
        self.name = name
        self.heard: list[tuple[str, Any]] = []
        self.client = socketio.AsyncClient(reconnection=False)
        self._arrived = asyncio.Condition()
        for event in HEARD:
            self.client.on(event, self._noting(event))

    async def connect(self, **options: Any) -> None:
        await self.client.connect(self.server.url, auth={"token": self.token}, **options)
        await self.hear("ready")

    async def ask(self, event: str, **payload: Any) -> dict[str, Any]:
        return dict(await self.client.call(event, payload, timeout=PATIENCE))

    async def say(self, room: int, text: str) -> dict[str, Any]:
        return await self.ask("send_message", room=room, key=new_key(), message=text)

    async def hear(self, event: str, **expected: Any) -> dict[str, Any]:
        """Return the first `event` whose payload has what is expected, waiting for it if need be."""
        async with self._arrived:
            found = await asyncio.wait_for(self._arrived.wait_for(lambda: self.find(event, **expected)), PATIENCE)
        return dict(found)

    def find(self, event: str, **expected: Any) -> dict[str, Any] | None:
        return next((p for name, p in self.heard if name == event and expected.items() <= p.items()), None)

    def texts(self, room: int) -> list[str]:
        """What was said in a room, notices left out."""
        said = [p for name, p in self.heard if name == "new_message" and p["room"] == room and p["kind"] == "message"]
        return [message["message"] for message in said]

    def _noting(self, event: str):  # type: ignore[no-untyped-def]
        async def note(payload: Any) -> None:
            async with self._arrived:
                self.heard.append((event, payload))
                self._arrived.notify_all()

        return note


@asynccontextmanager
async def talker(server: Running, token: str, name: str = "", **options: Any) -> AsyncIterator[Talker]:
    """Connect someone for the length of a block."""
    person = Talker(server, token, name)
    await person.connect(**options)
    try:
        yield person
    finally:
        await close(person.client)


async def close(client: socketio.AsyncClient) -> None:
    """Disconnect, and close what the client leaves open after a refusal or a killed server."""
    await client.disconnect()
    tasks = (getattr(client.eio, name, None) for name in ("read_loop_task", "write_loop_task"))
    await asyncio.gather(*(task for task in tasks if task is not None), return_exceptions=True)
    if client.eio.http is not None:
        await client.eio.http.close()


class Party(NamedTuple):
    """Kit and Mira in a private room, Otto outside; all connected."""

    server: Running
    kit: Talker
    mira: Talker
    otto: Talker
    room: int
    code: str


@asynccontextmanager
async def party(server: Running) -> AsyncIterator[Party]:
    """Bring the three together; whatever happens, the one outside must not have heard of the room."""
    tag = new_key()[:6]
    names = [f"{name} {tag}" for name in ("Kit", "Mira", "Otto")]
    tokens = [server.guest(name) for name in names]
    room = server.room(tokens[0], f"Kitchen {tag}", open=False)
    async with AsyncExitStack() as stack:
        people = [await stack.enter_async_context(talker(server, *who)) for who in zip(tokens, names, strict=True)]
        kit, mira, otto = people
        assert (await mira.ask("join", code=room["code"]))["ok"]
        await kit.hear("user_joined", username=mira.name)
        yield Party(server, kit, mira, otto, int(str(room["id"])), str(room["code"]))
        about = [payload for _, payload in otto.heard if payload.get("room") == room["id"]]
        assert about == [] or otto.find("me_changed") is not None
