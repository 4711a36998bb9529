"""Clients that misbehave: plain sockets, so that nothing reads, answers or closes by itself."""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from running import Running

UPGRADE = (
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {host}\r\n"
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
)


class Place(Protocol):
    """A server, or what another process knows of it."""

    port: int


def plugged(server: Place, buffer: int | None = None) -> socket.socket:
    """A bare connection; `buffer` is how much its kernel takes in for it."""
    made = socket.socket()
    if buffer is not None:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    made.settimeout(20)
    made.connect(("127.0.0.1", server.port))
    return made


def opened(server: Place, buffer: int | None = None) -> socket.socket:
    """A WebSocket on which nothing was said yet."""
    made = plugged(server, buffer)
    made.sendall(UPGRADE.format(host=f"127.0.0.1:{server.port}").encode())
    head = b""
    while b"\r\n\r\n" not in head:
        head += made.recv(1)
    assert head.startswith(b"HTTP/1.1 101"), head
    return made


def connected(server: Place, token: str, buffer: int | None = None) -> socket.socket:
    """A WebSocket of somebody who has come in and been told so."""
    made = opened(server, buffer)
    made.sendall(text("40" + json.dumps({"token": token})))
    got = b""
    while b'42["ready"' not in got:
        got += made.recv(4096)
    return made


def text(message: str) -> bytes:
    """A masked text frame; the mask is zero, which is as good as any."""
    data = message.encode()
    size = bytes([0x80 | len(data)]) if len(data) < 126 else bytes([0x80 | 126]) + struct.pack("!H", len(data))
    return b"\x81" + size + b"\0\0\0\0" + data


def head(connection: socket.socket) -> str:
    """What is answered to a request, up to the empty line; waits for it."""
    got = b""
    while b"\r\n\r\n" not in got:
        data = connection.recv(4096)
        assert data, got
        got += data
    return got.partition(b"\r\n\r\n")[0].decode()


def ended(connection: socket.socket) -> bool:
    """Whether the other side has closed; what it sent before is thrown away."""
    connection.setblocking(False)
    with suppress(BlockingIOError):
        try:
            while connection.recv(65_536):
                pass
        except (ConnectionError, OSError) as error:
            if isinstance(error, BlockingIOError):
                raise
        return True
    return False


def sockets_of(server: Running) -> int:
    """How many sockets the server has open."""
    found = 0
    for descriptor in Path(f"/proc/{server.process.pid}/fd").iterdir():
        with suppress(FileNotFoundError):
            found += str(descriptor.readlink()).startswith("socket:")
    return found


def until(server: Running, sockets: int, seconds: float) -> float:
    """Wait until the server has no more than so many sockets; return how long it took, or fail."""
    began = time.monotonic()
    while sockets_of(server) > sockets:
        assert time.monotonic() - began < seconds, f"{sockets_of(server)} sockets are open, not {sockets}"
        time.sleep(0.02)
    return time.monotonic() - began


def close_all(connections: Iterable[socket.socket]) -> None:
    for connection in connections:
        connection.close()
