"""Many clients at once, each a person with a diary: some talk, change what they said and take it back; all listen."""

from __future__ import annotations

import asyncio
import random
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from itertools import count
from pathlib import Path
from typing import TypeVar

from faults.diary import Diary
from running import Running

from parlour.client import Client, Opened, Refused
from parlour.security import new_key
from parlour.wire import PAGE_LIMIT, Changed, Message, Sent

PATIENCE = 60.0  # seconds for everybody to be level at the end
EDITS, DELETIONS = 0.15, 0.05  # of all that people do
REMEMBERED = 20  # messages of his own in a room, among which a person changes one

Answer = TypeVar("Answer", Sent, Changed)


class Participant:
    """One client. `heard` is the newest change read of each room, `acked` counts messages, `changed` their changes."""

    def __init__(self, server: Running, token: str, name: str, folder: Path) -> None:
        self.name = name
        self.chat = Client(server.url, token=token)
        self.heard: defaultdict[int, int] = defaultdict(int)
        self.deliveries = 0
        self.acked = 0
        self.changed = 0
        self.last_ack = 0.0
        self.quiet = False
        self._said: defaultdict[int, deque[int]] = defaultdict(lambda: deque(maxlen=REMEMBERED))
        self._path = folder / f"{name}.jsonl"

    async def enter(self) -> None:
        await self.chat.__aenter__()
        assert self.chat.account is not None
        self.diary = Diary(self._path, self.chat.account.id)
        self._listening = asyncio.create_task(self._listen())

    async def step_out(self) -> None:
        """Be away, as a program that is stopped; it has kept how far it had read."""
        await self.chat.__aexit__(None, None, None)
        await self._listening

    async def step_in(self) -> None:
        """Go on from there."""
        self.chat = Client(self.chat.url, token=self.chat.token, position=self.chat.position)
        await self.chat.__aenter__()
        self._listening = asyncio.create_task(self._listen())

    async def leave(self) -> None:
        await self.step_out()
        self.diary.close()

    async def say(self, room: int, text: str) -> None:
        key = new_key()
        self.diary.send(room, key, text)
        sent = await self._answered(room, key, self.chat.send(room, text, key))
        if sent is not None:
            self.acked += 1
            self._said[room].append(sent.seq)

    async def edit(self, room: int, seq: int, text: str) -> None:
        """No key goes out with it: what makes it once is that the same text changes nothing more."""
        key = new_key()
        self.diary.edit(room, key, seq, text)
        if await self._answered(room, key, self.chat.edit(room, seq, text)) is not None:
            self.changed += 1

    async def delete(self, room: int, seq: int) -> None:
        key = new_key()
        self.diary.delete(room, key, seq)
        if await self._answered(room, key, self.chat.delete(room, seq)) is not None:
            self.changed += 1

    async def talk(self, rooms: list[int], pause: float) -> None:
        """Do something, again and again, until told to stop; what is on its way is still seen through."""
        for turn in count():
            if self.quiet:
                return
            await self._act(random.choice(rooms), f"{self.name} says {turn}")
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))

    async def read_up(self, room: int) -> None:
        """Enter a room and read all of its history, from the newest page to the first."""
        upto = (await self.chat.join(room=room)).room.rev
        pages: list[list[Message]] = [await self.chat.history(room, limit=PAGE_LIMIT)]
        while pages[-1]:
            pages.append(await self.chat.history(room, pages[-1][0].seq, PAGE_LIMIT))
        for message in (message for page in pages for message in page):
            self.diary.read(message, upto)

    async def _act(self, room: int, text: str) -> None:
        """Mostly say something new; the text is one that nobody has used before."""
        said, chance = self._said[room], random.random()
        if said and chance < DELETIONS:
            seq = random.choice(said)
            said.remove(seq)
            await self.delete(room, seq)
        elif said and chance < DELETIONS + EDITS:
            await self.edit(room, random.choice(said), text)
        else:
            await self.say(room, text)

    async def _answered(self, room: int, key: str, asked: Awaitable[Answer]) -> Answer | None:
        try:
            answer = await asked
        except Refused as refused:
            self.diary.refused(room, key, refused.code)
            return None
        self.diary.ack(room, key, answer)
        self.last_ack = time.monotonic()
        return answer

    async def _listen(self) -> None:
        with suppress(Refused):
            async for change in self.chat.changes():
                self.diary.change(change)
                if isinstance(change, Message | Opened):
                    self.heard[change.room] = max(change.rev, self.heard[change.room])
                    self.deliveries += isinstance(change, Message)


class Swarm:
    """Its people are in all of its rooms."""

    def __init__(self, server: Running, people: list[Participant], rooms: list[int], folder: Path) -> None:
        self.server = server
        self.people = people
        self.rooms = rooms
        self._folder = folder
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

    async def more_changes(self, count: int) -> None:
        """Wait until so many more edits and deletions were answered."""
        enough = sum(one.changed for one in self.people) + count
        async with asyncio.timeout(PATIENCE):
            while sum(one.changed for one in self.people) < enough:
                await asyncio.sleep(0.005)

    async def hush(self) -> None:
        """Let nobody begin anything more, and see through what is on its way."""
        for one in self.people:
            one.quiet = True
        await asyncio.gather(*self._talking)

    async def end(self, patience: float = PATIENCE) -> None:
        """Stop talking; wait until everybody has everything, or has had time enough for it; let one come late."""
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self.hush()
                await self._visit()
                while not await self._level():
                    await asyncio.sleep(0.05)

    async def _visit(self) -> None:
        """Somebody comes when all is said, and reads it."""
        token = await asyncio.to_thread(self.server.guest, f"late {new_key()[:4]}")
        late = Participant(self.server, token, "late", self._folder)
        await late.enter()
        try:
            for room in self.rooms:
                await late.read_up(room)
        finally:
            await late.leave()

    async def _level(self) -> bool:
        heads = {}
        for room in self.rooms:
            answer = await asyncio.to_thread(self.server.api, "GET", f"/rooms/{room}", self.people[0].chat.token)
            heads[room] = answer.json()["rev"]
        return all(one.heard[room] >= head for one in self.people for room, head in heads.items())


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
        yield Swarm(server, crowd, ids, folder)
