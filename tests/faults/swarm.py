"""Many clients at once, each a person with a diary: some talk, all listen."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

from faults.diary import Diary
from running import Running

from parlour.client import Client, Opened, Refused
from parlour.security import new_key
from parlour.wire import Message

PATIENCE = 60.0  # seconds for everybody to be level at the end


class Participant:
    """One client. `heard` is the newest change read of each room, `acked` counts what it got stored."""

    def __init__(self, server: Running, token: str, name: str, folder: Path) -> None:
        self.name = name
        self.chat = Client(server.url, token=token)
        self.heard: dict[int, int] = {}
        self.deliveries = 0
        self.acked = 0
        self.last_ack = 0.0
        self.quiet = False
        self._path = folder / f"{name}.jsonl"

    async def enter(self) -> None:
        await self.chat.__aenter__()
        assert self.chat.account is not None
        self.diary = Diary(self._path, self.chat.account.id)
        self._listening = asyncio.create_task(self._listen())

    async def leave(self) -> None:
        await self.chat.__aexit__(None, None, None)
        await self._listening
        self.diary.close()

    async def say(self, room: int, text: str) -> None:
        key = new_key()
        self.diary.send(room, key, text)
        try:
            sent = await self.chat.send(room, text, key)
        except Refused as refused:
            self.diary.refused(room, key, refused.code)
            return
        self.diary.ack(room, key, sent)
        self.acked += 1
        self.last_ack = time.monotonic()

    async def talk(self, rooms: list[int], pause: float) -> None:
        """Say something new, again and again, until told to stop; what is on its way is still seen through."""
        while not self.quiet:
            await self.say(random.choice(rooms), f"{self.name} says {self.acked}")
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))

    async def _listen(self) -> None:
        with suppress(Refused):
            async for change in self.chat.changes():
                self.diary.change(change)
                if isinstance(change, Message | Opened):
                    self.heard[change.room] = change.rev
                    self.deliveries += isinstance(change, Message)


class Swarm:
    """Its people are in all of its rooms."""

    def __init__(self, server: Running, people: list[Participant], rooms: list[int]) -> None:
        self.server = server
        self.people = people
        self.rooms = rooms
        self._talking: list[asyncio.Task[None]] = []

    def begin(self, senders: int, pause: float = 0.0) -> None:
        """Let some of them talk, each with so many seconds between an answer and the next message."""
        self._talking = [asyncio.create_task(one.talk(self.rooms, pause)) for one in self.people[:senders]]

    async def first_ack(self, since: float) -> float:
        """Wait for the first answer after a moment of the monotonic clock; return how long it took."""
        async with asyncio.timeout(PATIENCE):
            while not any(one.last_ack > since for one in self.people):
                await asyncio.sleep(0.005)
        return min(one.last_ack for one in self.people if one.last_ack > since) - since

    async def end(self, patience: float = PATIENCE) -> None:
        """Stop talking; wait until everybody has everything, or has had time enough for it."""
        for one in self.people:
            one.quiet = True
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await asyncio.gather(*self._talking)
                while not await self._level():
                    await asyncio.sleep(0.05)

    async def _level(self) -> bool:
        heads = {}
        for room in self.rooms:
            answer = await asyncio.to_thread(self.server.api, "GET", f"/rooms/{room}", self.people[0].chat.token)
            heads[room] = answer.json()["rev"]
        return all(one.heard.get(room, 0) >= head for one in self.people for room, head in heads.items())


@asynccontextmanager
async def swarm(server: Running, folder: Path, people: int, rooms: int = 1) -> AsyncIterator[Swarm]:
    """Bring people into rooms of their own; at the end of the block they leave and their diaries are complete."""
    folder.mkdir(parents=True, exist_ok=True)
    tag = new_key()[:4]
    tokens = [await asyncio.to_thread(server.guest, f"p{number} {tag}") for number in range(people)]
    made = [await asyncio.to_thread(server.room, tokens[0], f"Room {number}") for number in range(rooms)]
    ids = [int(str(room["id"])) for room in made]
    async with AsyncExitStack() as stack:
        crowd = []
        for number, token in enumerate(tokens):
            one = Participant(server, token, f"p{number}", folder)
            await one.enter()
            stack.push_async_callback(one.leave)
            for room in ids:
                await one.chat.join(room=room)
            crowd.append(one)
        yield Swarm(server, crowd, ids)
