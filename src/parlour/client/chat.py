"""The client: sign in, rooms, sending until it is stored, and every change of every room once and in order."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from itertools import count
from types import TracebackType
from typing import Any, Self

import aiohttp
import msgspec

from parlour import wire
from parlour.client.following import Following
from parlour.client.line import PASSING, Line, Refused, Unanswered, jitter
from parlour.client.sequence import Change
from parlour.client.stream import Position, Stream
from parlour.security import new_key

ANSWER_WITHIN = 5.0  # seconds; then the same is asked again


class Client:
    """`async with Client(url, token=...)`, or `username=` (a guest), or `username=` and `password=`.

    `position` is that of an earlier run: what was missed since then is told first.
    """

    def __init__(
        self,
        url: str,
        *,
        token: str | None = None,
        username: str | None = None,
        password: str | None = None,
        position: Position | None = None,
    ) -> None:
        self.url = url.rstrip("/")
        self.token = token
        self._login = {"username": username, "password": password}
        self._stream = Stream(position or Position())
        self._following = Following(self._stream)
        self._locks: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        # What is asked by HTTP is seldom: no connection is kept for it.
        self._http = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True))
        try:
            if self.token is None:
                await self._sign_in()
            self._line = self._following.line = Line(self.url, self._http, self._auth, self._following.hear)
            self._tasks = [asyncio.create_task(self._hold()), asyncio.create_task(self._renew())]
            await self._following.begun.wait()
            if self.account is None:
                await self._tasks[0]  # it raises why
        except BaseException:
            await self.__aexit__(None, None, None)
            raise
        return self

    async def __aexit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._following.end()
        await self._http.close()

    @property
    def account(self) -> wire.Person | None:
        """Who this is, once it is connected."""
        return self._following.account

    @property
    def rooms(self) -> dict[int, wire.Room]:
        """The rooms it is in."""
        return self._following.rooms

    @property
    def position(self) -> Position:
        """How far the program has read."""
        return self._stream.position

    async def changes(self) -> AsyncIterator[Change]:
        """Yield every change of every room, each once, in the room's order, and what else must be known for that."""
        while True:
            try:
                change = await self._stream.take()
            except StopAsyncIteration:
                return
            yield change
            self._stream.taken(change)
            if self._stream.drained:
                self._following.level_all()

    async def messages(self) -> AsyncIterator[wire.Message]:
        """Yield what people say, each message once; edits, joins, leaves and renames are in `changes`."""
        async for change in self.changes():
            if not isinstance(change, wire.Message) or change.kind != "message":
                continue
            if change.seq > self.position.rooms.get(change.room, 0):
                yield change

    async def send(
        self,
        room: int,
        text: str,
        key: str | None = None,
        reply_to: int | None = None,
        thread: int | None = None,
        also_to_room: bool = False,
    ) -> wire.Sent:
        """Send one message and return its place once it is stored; raise `Refused` when it never will be.

        `reply_to` is the `seq` of the message of the room that it answers; `thread` that of the message in whose thread
        it is to stand, and with `also_to_room` in the room as well.
        """
        links = {"reply_to": reply_to, "thread": thread, "also_to_room": also_to_room or None}
        payload: dict[str, Any] = {"room": room, "key": key or new_key(), "message": text}
        payload |= {name: value for name, value in links.items() if value is not None}
        async with self._locks[room]:  # one in flight a room: what is sent second stands second
            return msgspec.convert(await self._until_answered("send_message", payload), wire.Sent)

    async def edit(self, room: int, seq: int, text: str) -> wire.Changed:
        """Give one of one's own messages another text; raise `Refused` when it cannot be."""
        return await self._change("edit_message", {"room": room, "seq": seq, "message": text})

    async def delete(self, room: int, seq: int) -> wire.Changed:
        """Take a message back; raise `Refused` when it cannot be."""
        return await self._change("delete_message", {"room": room, "seq": seq})

    async def react(self, room: int, seq: int, emoji: str, *, on: bool = True) -> wire.Changed:
        """Put an emoji on a message, or take it back; raise `Refused` when it cannot be."""
        return await self._change("react", {"room": room, "seq": seq, "emoji": emoji, "on": on})

    async def _change(self, event: str, payload: dict[str, Any]) -> wire.Changed:
        async with self._locks[payload["room"]]:
            return msgspec.convert(await self._until_answered(event, payload), wire.Changed)

    async def join(self, *, room: int | None = None, code: str | None = None) -> wire.Joined:
        """Enter an open room by its id, or any by its code; return it with its newest messages."""
        asked = {"room": room} if code is None else {"code": code}
        joined = msgspec.convert(await self._until_answered("join", asked), wire.Joined)
        self._following.enter(joined.room, joined.room.rev)
        return joined

    async def direct(self, *people: int) -> wire.Room:
        """Return the direct conversation with these people (their ids), which is begun if need be."""
        opened = msgspec.convert(await self._until_answered("direct", {"people": list(people)}), wire.Opened)
        self._following.enter(opened.room, opened.room.read_seq)  # the others may have written already
        return opened.room

    async def leave(self, room: int) -> None:
        """End the membership."""
        try:
            await self._until_answered("leave", {"room": room})
        except Refused as refused:
            if refused.code != "not_found":  # it was done, and the answer lost
                raise
        self._following.leave(room)

    async def history(self, room: int, before: int | None = None, limit: int = 50) -> list[wire.Message]:
        """Return a page of messages before a place, or the newest, oldest first."""
        query = {"limit": limit} | ({} if before is None else {"before": before})
        found = await self._rest("GET", f"/rooms/{room}/messages", params=query)
        return msgspec.convert(found["messages"], list[wire.Message])

    async def _until_answered(self, event: str, payload: dict[str, Any]) -> dict[str, Any]:
        """Ask again until there is an answer: everything asked this way is done at most once."""
        for tries in count():
            try:
                return await self._line.ask(event, payload, ANSWER_WITHIN)
            except Unanswered:
                wait = jitter(tries) if tries else 0.0
            except Refused as refused:
                if refused.code not in PASSING:
                    raise
                wait = max(refused.retry_after, jitter(tries))
            await asyncio.sleep(wait)
        raise AssertionError  # count() has no end

    # Coming in

    async def _sign_in(self) -> None:
        guest = self._login["password"] is None
        login = {name: value for name, value in self._login.items() if value is not None}
        entered = await self._rest("POST", "/guests" if guest else "/sessions", json=login)
        self.token = str(entered["token"])

    async def _rest(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        async with self._http.request(method, f"{self.url}/api/v1{path}", headers=headers, **options) as answer:
            body = dict(await answer.json())
        if "error" in body:
            raise Refused(**body["error"])
        return body

    def _auth(self) -> dict[str, Any]:
        return {"token": self.token, **self._following.held()}

    async def _hold(self) -> None:
        over = Refused("closed", "This client is closed.")
        try:
            await self._line.hold()
        except Refused as refused:
            over = refused
            raise
        finally:
            self._line.end(over)
            self._stream.end(over if over.code != "closed" else StopAsyncIteration())
            self._following.begun.set()

    async def _renew(self) -> None:
        """Look the account up again whenever it changed; an answer that was overtaken does not count."""
        changed = self._following.changed
        while True:
            await changed.wait()
            changed.clear()
            try:
                me = msgspec.convert(await self._rest("GET", "/me"), wire.Ready)
            except (aiohttp.ClientError, TimeoutError, Refused):
                continue  # the next `ready` tells
            if not changed.is_set():
                self._following.renew(me)
