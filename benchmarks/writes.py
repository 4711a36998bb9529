"""`bin/bench writes`: what one write to each of many clients costs; most of it is the kernel's."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import select
import socket
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from benchmarks import report, servers
from benchmarks.crowd import allow_files

FRAME = b"x" * 330  # bytes, as a message of fanout.py has on the wire
PAUSE = 0.02  # seconds in which the readers take what was written
Write = Callable[[bytes], object]


def run(chosen: Namespace) -> None:
    """Write to every client in turn, round after round; the quickest round has the least of other things in it."""
    allow_files(2 * chosen.clients + 300)
    os.sched_setaffinity(0, {servers.CORES[0]})
    rows = []
    for frames in (1, 16):
        with _crowd(chosen.clients) as clients:
            rows += asyncio.run(_measure(clients, FRAME * frames, chosen.rounds))
    title = f"**One write to each of {chosen.clients:,} clients**, the quickest of {chosen.rounds} rounds"
    text = report.table(["called", "bytes", "CPU a write, µs"], rows)
    report.write("writes", f"{report.about(Namespace(), title, set())}\n\n{text}", keep=chosen.write)


async def _measure(clients: list[socket.socket], data: bytes, rounds: int) -> list[list[str]]:
    loop = asyncio.get_running_loop()
    rows = [_row("`socket.send`, the kernel's part", [client.send for client in clients], data, rounds)]
    transports = [(await loop.connect_accepted_socket(asyncio.Protocol, client))[0] for client in clients]
    rows.append(_row("asyncio's `transport.write`", [transport.write for transport in transports], data, rounds))
    for transport in transports:
        transport.abort()
    await asyncio.sleep(0)
    return rows


def _row(name: str, writes: list[Write], data: bytes, rounds: int) -> list[str]:
    least = min(_round(writes, data) for _ in range(rounds))
    return [name, f"{len(data):,}", f"{least / len(writes) * 1e6:.2f}"]


def _round(writes: list[Write], data: bytes) -> float:
    start = time.process_time()
    for write in writes:
        write(data)
    took = time.process_time() - start
    time.sleep(PAUSE)
    return took


@contextmanager
def _crowd(count: int) -> Iterator[list[socket.socket]]:
    """The server's ends of so many connections; another process on the last core reads the other ends."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        pairs = [(socket.create_connection(listener.getsockname()), listener.accept()[0]) for _ in range(count)]
    reader = multiprocessing.get_context("fork").Process(target=_read, args=([far for far, _ in pairs],), daemon=True)
    reader.start()
    try:
        for _, near in pairs:
            near.setblocking(False)
            near.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield [near for _, near in pairs]
    finally:
        reader.terminate()
        reader.join()
        for far, near in pairs:
            far.close()
            near.close()


def _read(clients: list[socket.socket]) -> None:
    servers.use_last_core()
    poll, into = select.epoll(), bytearray(1 << 20)
    by_file = {client.fileno(): client for client in clients}
    for file in by_file:
        poll.register(file, select.EPOLLIN)
    while True:
        for file, _ in poll.poll():
            by_file[file].recv_into(into)
