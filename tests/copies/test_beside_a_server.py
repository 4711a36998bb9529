"""A backup taken while people write, and a server on what is restored from it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from copies.chat import ask, epoch, is_sound, refusal, started
from running import Running
from talking import Talker, party, talker

RATE = 200  # messages a second


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


async def test_what_was_acknowledged_before_a_backup_began_is_in_it(server: Running, tmp_path: Path) -> None:
    archive, copy = tmp_path / "backup.tar.gz", tmp_path / "copy"
    async with party(server) as people:
        load = Load([people.kit, people.mira], people.room)
        await load.under_way.wait()
        begun = asyncio.get_running_loop().time()
        await asyncio.to_thread(run, "backup", "--data", server.data, archive)
        during = len(load.acked) - len(load.before(begun))
        await load.stop()
    assert during > RATE / 10, "nobody wrote while the backup was taken"
    run("restore", "--data", copy, archive)
    assert load.before(begun) <= places(copy, people.room)
    assert_in_order(copy)
    assert is_sound(copy)
    assert epoch(copy) != epoch(server.data)
    await a_server_shows(copy, people.kit.token, people.room)


def run(*words: object) -> str:
    process = started(*words)
    said, complained = process.communicate(timeout=60)
    assert (process.returncode, complained) == (0, ""), complained
    return said


def places(data: Path, room: int) -> set[Any]:
    return {seq for (seq,) in ask(data, f"SELECT seq FROM message WHERE room_id = {room}")}


def assert_in_order(data: Path) -> None:
    """Every place once, none left out, and as many as the room has counted."""
    rooms = ask(data, "SELECT room_id, count(*), min(seq), max(seq), count(DISTINCT rev) FROM message GROUP BY room_id")
    counted = dict(ask(data, "SELECT id, rev FROM room"))
    assert rooms == [(room, counted[room], 1, counted[room], counted[room]) for room, *_ in rooms]


async def a_server_shows(data: Path, token: str, room: int) -> None:
    """Start one: who was signed in still is, and what is said goes on where the copy ends."""
    served = Running(data, "--limits", "off")
    try:
        last = max(places(data, room))
        page = served.api("GET", f"/rooms/{room}/messages", token).json()["messages"]
        assert page[-1]["seq"] == last
        async with talker(served, token) as kit:
            assert (await kit.say(room, "and on it goes"))["seq"] == last + 1
    finally:
        served.stop()


async def test_a_server_that_went_back_in_time_says_that_it_is_another_life(server: Running, tmp_path: Path) -> None:
    archive = tmp_path / "backup.tar.gz"
    async with party(server) as people:
        await people.kit.say(people.room, "before")
        run("backup", "--data", server.data, archive)
        await people.kit.say(people.room, "lost by the restore")
        lived = people.kit.find("ready")
    server.stop()
    run("restore", "--replace", "--data", server.data, archive)
    server.start()
    async with talker(server, people.kit.token) as kit:
        assert kit.find("ready")["epoch"] != lived["epoch"]  # type: ignore[index]
        told = await kit.say(people.room, "told otherwise")
    page = server.api("GET", f"/rooms/{people.room}/messages", people.kit.token).json()["messages"]
    assert [message["message"] for message in page][-2:] == ["before", "told otherwise"]
    assert told["seq"] == page[-1]["seq"]


@pytest.mark.parametrize("how", [[], ["--replace"]])
def test_a_running_server_keeps_its_data(server: Running, tmp_path: Path, how: list[str]) -> None:
    archive = tmp_path / "backup.tar.gz"
    run("backup", "--data", server.data, archive)
    assert "another server is running" in refusal("restore", *how, "--data", server.data, archive)
