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
from parlour.client.line import Late, Line, Refused, Unanswered, jitter
from parlour.client.sequence import Change, Closed, Opened, Reset, Sequence
from parlour.client.stream import Position, Stream
from parlour.security import new_key

ANSWER_WITHIN = 5.0  # seconds; then the same is asked again
LEVEL_WITHIN = 2.0  # seconds for a page of what was missed; then the connection is made anew
PASSING = {"retry", "rate_limited", "storage_full", "internal"}


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
        self.account: wire.Person | None = None
        self.rooms: dict[int, wire.Room] = {}
        self._login = {"username": username, "password": password}
        self._stream = Stream(position or Position())
        self._sequences: dict[int, Sequence] = {}
        self._epoch = self._stream.position.epoch
        self._locks: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._levelling: dict[Sequence, asyncio.Task[None]] = {}
        self._holding: asyncio.Task[None] | None = None
        self._begun = asyncio.Event()
        for room, rev in self._stream.position.rooms.items():
            self._sequences[room] = Sequence(room, rev)

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession()
        try:
            if self.token is None:
                await self._sign_in()
            self._line = Line(self.url, self._http, self._auth, self._hear)
            self._holding = asyncio.create_task(self._hold())
            await self._begun.wait()
            if self.account is None:
                await self._holding  # it raises why
        except BaseException:
            await self.__aexit__(None, None, None)
            raise
        return self

    async def __aexit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        tasks = [*self._levelling.values(), *([self._holding] if self._holding else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._stream.end(StopAsyncIteration())
        await self._http.close()

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
                self._level_all()

    async def messages(self) -> AsyncIterator[wire.Message]:
        """Yield what people say; joins, leaves and renames are in `changes`."""
        async for change in self.changes():
            if isinstance(change, wire.Message) and change.kind == "message":
                yield change

    async def send(self, room: int, text: str, key: str | None = None) -> wire.Sent:
        """Send one message and return its place once it is stored; raise `Refused` when it never will be."""
        payload = {"room": room, "key": key or new_key(), "message": text}
        async with self._locks[room]:  # one in flight a room: what is sent second stands second
            return msgspec.convert(await self._until_answered("send_message", payload), wire.Sent)

    async def join(self, *, room: int | None = None, code: str | None = None) -> wire.Joined:
        """Enter an open room by its id, or any by its code; return it with its newest messages."""
        asked = {"room": room} if code is None else {"code": code}
        joined = msgspec.convert(await self._until_answered("join", asked), wire.Joined)
        self.rooms[joined.room.id] = joined.room
        self._reach(joined.room.id, joined.room.rev)
        return joined

    async def leave(self, room: int) -> None:
        """End the membership."""
        try:
            await self._until_answered("leave", {"room": room})
        except Refused as refused:
            if refused.code != "not_found":  # it was done, and the answer lost
                raise
        self._close(room)

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
        return {"token": self.token}

    async def _hold(self) -> None:
        try:
            await self._line.hold()
        except Refused as refused:
            self._stream.end(refused)
            self._begun.set()
            raise

    # What the server tells

    def _hear(self, event: str, payload: Any) -> None:
        if event == "new_message":
            self._message(msgspec.convert(payload, wire.Message))
        elif event == "ready":
            self._ready(msgspec.convert(payload, wire.Ready))
        elif event == "notice" and payload.get("retry_after"):
            self._line.expect_return(payload["retry_after"])

    def _ready(self, ready: wire.Ready) -> None:
        if self._epoch is None:
            self.position.epoch = ready.epoch
        elif self._epoch != ready.epoch:
            self._sequences.clear()
            self._stream.put(Reset(ready.epoch))
        self._epoch, self.account = ready.epoch, ready.account
        self.rooms = {room.id: room for room in ready.rooms}
        for gone in set(self._sequences) - set(self.rooms):
            self._close(gone)
        for room in ready.rooms:
            self._reach(room.id, room.rev)
        self._begun.set()

    def _message(self, message: wire.Message) -> None:
        sequence = self._sequences.get(message.room)
        if sequence is None:  # a room entered on another device, or whose answer to `join` is still on its way
            sequence = self._open(message.room, message.rev - 1)
        if self._stream.full:
            return sequence.pass_over(message.rev)
        self._tell(sequence.hear(message))
        if message.kind == "left" and self.account and message.user_id == self.account.id:
            return self._close(message.room)
        return self._level(sequence)

    def _reach(self, room: int, rev: int) -> None:
        """See to it that a room is told up to `rev`; one that was not known begins there."""
        sequence = self._sequences.get(room)
        if sequence is None:
            self._open(room, rev)
        else:
            sequence.pass_over(rev)
            self._level(sequence)

    def _open(self, room: int, rev: int) -> Sequence:
        sequence = self._sequences[room] = Sequence(room, rev)
        self._stream.put(Opened(room, rev))
        return sequence

    def _close(self, room: int) -> None:
        self.rooms.pop(room, None)
        if self._sequences.pop(room, None) is not None:
            self._stream.put(Closed(room))

    def _tell(self, changes: list[Change]) -> None:
        for change in changes:
            self._stream.put(change)

    # What was missed

    def _level_all(self) -> None:
        for sequence in list(self._sequences.values()):
            self._level(sequence)

    def _level(self, sequence: Sequence) -> None:
        if not (sequence.level or sequence in self._levelling or self._stream.full):
            self._levelling[sequence] = asyncio.create_task(self._fill(sequence))

    async def _fill(self, sequence: Sequence) -> None:
        """Ask for what is missing, page by page, as long as there is room for it."""
        try:
            while not sequence.level and not self._stream.full and self._holds(sequence):
                before = sequence.rev
                page = await self._page(sequence)
                if page is not None and self._holds(sequence):
                    self._tell(sequence.fill(page))
                if sequence.rev == before:
                    await asyncio.sleep(jitter(0))
        finally:  # at once: what is heard next must be able to begin anew
            del self._levelling[sequence]

    async def _page(self, sequence: Sequence) -> wire.CaughtUp | None:
        try:
            asked = {"room": sequence.room, "rev": sequence.rev}
            return msgspec.convert(await self._line.ask("catch_up", asked, LEVEL_WITHIN), wire.CaughtUp)
        except Late:
            await self._line.drop()
        except Unanswered:
            pass  # the next connection answers
        except Refused as refused:
            if refused.code == "not_found":
                self._close(sequence.room)
            await asyncio.sleep(refused.retry_after)
        return None

    def _holds(self, sequence: Sequence) -> bool:
        return self._sequences.get(sequence.room) is sequence
