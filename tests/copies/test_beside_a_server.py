"""A backup taken while people write, and a server on what is restored from it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from copies.chat import ask, epoch, flags, is_sound, refusal, run
from running import Running
from talking import Talker, party, talker

from parlour.client import Client, Opened, Reset
from parlour.copies.addresses import place_at
from parlour.copies.places import Place
from parlour.wire import Message

RATE = 200  # messages a second
PATIENCE = 90  # seconds; who comes back while a server is away for long waits up to 30 before he tries again


class Load:
    """People who send at `RATE` until `stop`; `acked` notes when each was acknowledged, and its place."""

    def __init__(self, people: list[Talker], room: int) -> None:
        self.acked: list[tuple[float, int]] = []
        self.under_way = asyncio.Event()
        self._people, self._room, self._stop = people, room, asyncio.Event()
        self._task = asyncio.create_task(self._write())

    async def stop(self) -> None:
        self._stop.set()
        await self._task

    def before(self, time: float) -> set[int]:
        return {seq for at, seq in self.acked if at < time}

    async def _write(self) -> None:
        loop = asyncio.get_running_loop()
        begun, sent = loop.time(), []
        while not self._stop.is_set():
            sent.append(asyncio.create_task(self._send(len(sent))))
            await asyncio.sleep(max(0, begun + len(sent) / RATE - loop.time()))
        await asyncio.gather(*sent)

    async def _send(self, number: int) -> None:
        answer = await self._people[number % len(self._people)].say(self._room, f"number {number}")
        assert answer["ok"], answer
        self.acked.append((asyncio.get_running_loop().time(), answer["seq"]))
        if len(self.acked) == RATE:
            self.under_way.set()


async def test_what_was_acknowledged_before_a_backup_began_is_in_it(
    server: Running, database: str, elsewhere: Place, tmp_path: Path
) -> None:
    archive, served = tmp_path / "backup.tar.gz", place_at(server.data, database)
    async with party(server) as people:
        load = Load([people.kit, people.mira], people.room)
        await load.under_way.wait()
        begun = asyncio.get_running_loop().time()
        await asyncio.to_thread(run, "backup", *flags(served), archive)
        during = len(load.acked) - len(load.before(begun))
        await load.stop()
    assert during > RATE / 10, "nobody wrote while the backup was taken"
    run("restore", *flags(elsewhere), archive)
    assert load.before(begun) <= places(elsewhere, people.room)
    assert_in_order(elsewhere)
    assert is_sound(elsewhere)
    assert epoch(elsewhere) != epoch(served)
    await a_server_shows(elsewhere, people.kit.token, people.room)


def places(place: Place, room: int) -> set[Any]:
    return {seq for (seq,) in ask(place, f"SELECT seq FROM message WHERE room_id = {room}")}


def assert_in_order(place: Place) -> None:
    """Every place once, none left out, and as many as the room has counted."""
    rooms = ask(
        place, "SELECT room_id, count(*), min(seq), max(seq), count(DISTINCT rev) FROM message GROUP BY room_id"
    )
    counted = dict(ask(place, "SELECT id, rev FROM room"))
    assert rooms == [(room, counted[room], 1, counted[room], counted[room]) for room, *_ in rooms]


async def a_server_shows(place: Place, token: str, room: int) -> None:
    """Start one: who was signed in still is, and what is said goes on where the copy ends."""
    served = Running(place.folder, "--limits", "off", "--database", place.database)
    try:
        last = max(places(place, room))
        page = served.api("GET", f"/rooms/{room}/messages", token).json()["messages"]
        assert page[-1]["seq"] == last
        async with talker(served, token) as kit:
            assert (await kit.say(room, "and on it goes"))["seq"] == last + 1
    finally:
        served.stop()


class View:
    """What a program shows that follows every change: texts by room and place."""

    def __init__(self, chat: Client) -> None:
        self.shown: dict[tuple[int, int], str] = {}
        self.resets = 0
        self._changed = asyncio.Condition()
        self._task = asyncio.create_task(self._follow(chat))

    async def shows(self, text: str) -> None:
        async with self._changed, asyncio.timeout(PATIENCE):
            await self._changed.wait_for(lambda: text in self.shown.values())

    async def _follow(self, chat: Client) -> None:
        async for change in chat.changes():
            if isinstance(change, Reset):
                self.shown.clear()
                self.resets += 1
            elif isinstance(change, Opened) and self.resets:  # what was said before it is not told: it is looked up
                await self._show(*await chat.history(change.room))
            elif isinstance(change, Message):
                await self._show(change)

    async def _show(self, *messages: Message) -> None:
        async with self._changed:
            for message in messages:
                known = self.shown.setdefault((message.room, message.seq), message.message)
                assert known == message.message, "one place was shown with two texts"
            self._changed.notify_all()


async def test_after_a_rewind_nobody_shows_what_is_no_more(server: Running, database: str, tmp_path: Path) -> None:
    archive, served = tmp_path / "backup.tar.gz", place_at(server.data, database)
    async with Client(server.url, username="Kit") as kit, Client(server.url, username="Mira") as mira:
        made = await asyncio.to_thread(server.room, str(kit.token))
        room = (await mira.join(code=str(made["code"]))).room.id
        view = View(mira)
        first = await kit.send(room, "before")
        await asyncio.to_thread(run, "backup", *flags(served), archive)
        for number in range(3):
            await kit.send(room, f"lost {number}")
        await view.shows("lost 2")
        await asyncio.to_thread(server.stop)
        await asyncio.to_thread(run, "restore", "--replace", *flags(served), archive)
        await asyncio.to_thread(server.start)
        otherwise = await kit.send(room, "told otherwise")
        await view.shows("told otherwise")
        history = await mira.history(room)
    assert otherwise.seq == first.seq + 1  # where "lost 0" stood
    assert view.resets == 1
    assert view.shown.items() <= {((one.room, one.seq), one.message) for one in history}


@pytest.mark.parametrize("how", [[], ["--replace"]])
def test_a_running_server_keeps_its_data(server: Running, database: str, tmp_path: Path, how: list[str]) -> None:
    archive, served = tmp_path / "backup.tar.gz", place_at(server.data, database)
    run("backup", *flags(served), archive)
    assert "another server is running" in refusal("restore", *how, *flags(served), archive)
