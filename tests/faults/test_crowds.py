"""Many bad clients at once: they cost a bounded sum, are let go in time, and the others do not notice."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from signal import SIGCONT, SIGSTOP

import pytest
from faults import raw
from faults.checker import complaints, size_of
from running import Running

from parlour.client import Client
from parlour.security import new_key

HERE = Path(__file__).parent
READERS = 100
EACH = 256  # KiB, for one who does not read
SILENT = 300
DRIPPING = 60
NOTICED = 0.25  # seconds: an answer that takes longer is noticed


@pytest.fixture
def hasty(tmp_path: Path) -> Iterator[Running]:
    """A server whose patience is short."""
    server = Running(tmp_path / "served", "--limits", "off", program=[str(HERE / "short.py")])
    yield server
    server.stop()
    assert "Traceback" not in server.errors()


class Watch:
    """Somebody who talks all the while; `delays` are the seconds from sending to the answer."""

    def __init__(self) -> None:
        self.delays: list[float] = []

    @property
    def p95(self) -> float:
        return sorted(self.delays)[int(len(self.delays) * 0.95)]


@asynccontextmanager
async def watched(server: Running) -> AsyncIterator[Watch]:
    """Let an ordinary person say something fifty times a second during the block."""
    watch = Watch()
    async with Client(server.url, username=f"Watch {new_key()[:5]}") as chat:
        room = int(str((await asyncio.to_thread(server.room, str(chat.token)))["id"]))

        async def talk() -> None:
            while True:
                began = time.monotonic()
                await chat.send(room, "still here")
                watch.delays.append(time.monotonic() - began)
                await asyncio.sleep(0.02)

        talking = asyncio.create_task(talk())
        try:
            yield watch
        finally:
            talking.cancel()
            await asyncio.gather(talking, return_exceptions=True)


def guests(server: Running, count: int) -> list[str]:
    tag = new_key()[:5]
    return [server.guest(f"g{number} {tag}") for number in range(count)]


async def test_a_frozen_client_is_let_go_and_comes_back_level(hasty: Running) -> None:
    """F21: a half-open connection; nobody says FIN."""
    token = await asyncio.to_thread(hasty.guest, "Kit")
    made = await asyncio.to_thread(hasty.room, token, "Lobby")
    async with Client(hasty.url, token=token) as kit:
        before = raw.sockets_of(hasty)
        command = [sys.executable, str(HERE / "listener.py"), hasty.url, str(made["code"])]
        frozen = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            assert frozen.stdout is not None
            assert await asyncio.to_thread(frozen.stdout.readline) == "in\n"
            frozen.send_signal(SIGSTOP)
            await asyncio.to_thread(raw.until, hasty, before, 10)
            for text in ("one", "two", "three"):
                await kit.send(int(str(made["id"])), text)
            frozen.send_signal(SIGCONT)
            heard = [await asyncio.to_thread(frozen.stdout.readline) for _ in range(3)]
            assert heard == ["one\n", "two\n", "three\n"]
        finally:
            frozen.kill()
            frozen.wait()
            frozen.stdout.close()


async def test_stalled_readers_cost_little_and_are_let_go(hasty: Running) -> None:
    """F23: sockets that take 4 KiB and never read."""
    tokens = await asyncio.to_thread(guests, hasty, READERS)
    async with Client(hasty.url, username="Kit") as kit, watched(hasty) as watch:
        room = await asyncio.to_thread(hasty.room, str(kit.token), "Lobby")
        for token in tokens:
            assert (await asyncio.to_thread(hasty.api, "POST", "/memberships", token, room=room["id"])).ok
        readers = [await asyncio.to_thread(raw.connected, hasty, token, 4096) for token in tokens]
        open_before, before = raw.sockets_of(hasty), size_of(hasty.process.pid)
        most = 0
        async with asyncio.timeout(60):
            while raw.sockets_of(hasty) > open_before - READERS:
                await asyncio.gather(*(kit.send(int(str(room["id"])), "x" * 9_000) for _ in range(4)))
                most = max(most, size_of(hasty.process.pid).memory)
        raw.close_all(readers)
        assert (most - before.memory) / READERS < EACH
        assert watch.p95 < NOTICED


async def test_handshakes_that_go_no_further_are_let_go(hasty: Running) -> None:
    """F25: WebSockets without CONNECT."""
    async with watched(hasty) as watch:
        before, size = raw.sockets_of(hasty), size_of(hasty.process.pid)
        silent = [await asyncio.to_thread(raw.opened, hasty) for _ in range(SILENT)]
        await asyncio.to_thread(raw.until, hasty, before, 8)
        raw.close_all(silent)
        assert size_of(hasty.process.pid).memory < size.memory * 1.1 + 4_096
        assert watch.p95 < NOTICED


async def test_one_address_has_only_so_many_connections(tmp_path: Path) -> None:
    limit = {"SHORT": json.dumps({"max_per_address": 20, "connect_timeout": 20_000})}
    server = Running(tmp_path / "served", program=[str(HERE / "short.py")], variables=limit)
    taken = [raw.opened(server) for _ in range(20)]
    one_more = raw.plugged(server)
    one_more.sendall(raw.UPGRADE.format(host="127.0.0.1").encode())
    assert one_more.recv(100).startswith(b"HTTP/1.1 503")
    raw.close_all([*taken, one_more])
    server.stop()


DRIPS = {
    "headers": b"GET /login HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: " + b"a" * 2_000,
    "body": b"POST /api/v1/guests HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    b"Content-Length: 1000\r\n\r\n" + b" " * 900,
}


@pytest.mark.parametrize("what", [*DRIPS, "frame"])
async def test_what_comes_byte_by_byte_is_let_go(hasty: Running, what: str) -> None:
    """F26: slowloris in headers, bodies and WebSocket frames."""
    async with watched(hasty) as watch:
        made = [await asyncio.to_thread(start_dripping, hasty, what) for _ in range(DRIPPING)]
        began, turn = time.monotonic(), 0
        left = set(made)
        while left:
            assert time.monotonic() - began < 8, f"{len(left)} are still open"
            turn += 1
            left -= {one for one in left if not dripped(one, what, turn)}
            await asyncio.sleep(0.1)
        raw.close_all(made)
        assert watch.p95 < NOTICED


def start_dripping(server: Running, what: str) -> socket.socket:
    if what == "frame":
        made = raw.opened(server)
        made.sendall(raw.text("40" + "x" * 200)[:8])
        return made
    made = raw.plugged(server)
    head, _, _ = DRIPS[what].rpartition(b"\r\n\r\n" if what == "body" else b"X-Slow: ")
    made.sendall(DRIPS[what][: len(head) + 8])
    return made


def dripped(connection: socket.socket, what: str, turn: int) -> bool:
    """Send one more byte; tell whether the other side still takes it."""
    if raw.ended(connection):
        return False
    try:
        connection.send(b"a")
    except OSError:
        return False
    return True


async def test_a_flood_of_messages_is_answered_with_limits_and_the_others_do_not_notice(tmp_path: Path) -> None:
    """F24: one client sends as fast as it can, with the limits on."""
    server = Running(tmp_path / "served")
    async with Client(server.url, username="Kit") as kit, Client(server.url, username="Flood") as flood:
        room = int(str((await asyncio.to_thread(server.room, str(kit.token)))["id"]))
        await flood.join(room=room)
        socket_ = await asyncio.to_thread(raw.connected, server, str(flood.token))
        flooding = asyncio.create_task(asyncio.to_thread(pour, socket_, room, 3.0))
        delays = []
        for number in range(18):  # what one may say in five seconds, nearly
            began = time.monotonic()
            await kit.send(room, f"calm {number}")
            delays.append(time.monotonic() - began)
            await asyncio.sleep(0.1)
        poured, limited = await flooding
        socket_.close()
    assert poured > 3_000
    assert limited > poured * 0.9
    assert sorted(delays)[-2] < NOTICED
    server.stop()
    assert "Traceback" not in server.errors()


def pour(connection: socket.socket, room: int, seconds: float) -> tuple[int, int]:
    """Send and read as fast as the server takes it; return how many went and how many were refused as too fast."""
    end, sent, limited = time.monotonic() + seconds, 0, 0
    rest = b""
    while time.monotonic() < end:
        batch = b"".join(
            raw.text(f'42{sent + n}["send_message",{json.dumps({"room": room, "key": new_key(), "message": "x"})}]')
            for n in range(50)
        )
        connection.sendall(batch)
        sent += 50
        rest = rest[-11:] + connection.recv(1_000_000)
        limited += rest.count(b"rate_limited")
    return sent, limited


async def test_a_server_out_of_descriptors_serves_those_it_has_and_recovers(tmp_path: Path) -> None:
    """F27: 256 descriptors, 400 clients."""
    server = Running(tmp_path / "served", "--limits", "off", before=["prlimit", "--nofile=256"])
    async with Client(server.url, username="Kit") as kit:
        room = int(str((await asyncio.to_thread(server.room, str(kit.token)))["id"]))
        await kit.send(room, "before")
        before = raw.sockets_of(server)
        crowd = [raw.plugged(server) for _ in range(400)]
        for number in range(5):
            await asyncio.wait_for(kit.send(room, f"during {number}"), 5)
        found = await asyncio.wait_for(kit.join(room=room), 5)
        assert found.messages[-1].message == "during 4"
        raw.close_all(crowd)
        await asyncio.to_thread(raw.until, server, before, 20)
        async with Client(server.url, username="Late") as late:
            await late.join(room=room)
            await asyncio.wait_for(late.send(room, "after"), 10)
    server.stop()
    # asyncio tells, with a traceback, of each connection it could not accept; we have nothing to complain of.
    assert complaints(server.errors(), ["asyncio", "^Traceback"]) == []
