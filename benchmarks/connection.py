"""One client: a WebSocket and the few Socket.IO packets a load needs, over a plain socket."""

from __future__ import annotations

import contextlib
import socket

DELIVERY = b'"new_message"'
ACKNOWLEDGED = b'"ok":true'
KEEP = len(DELIVERY) - 1
PING = b"\x81\x012"

_UPGRADE = (
    b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\n"
    b"Connection: Upgrade\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
_shared = bytearray(1 << 20)  # every socket is read into the same memory: nothing is allocated while measuring
_view = memoryview(_shared)


class Stalled(Exception):
    """The server did not answer as expected within the time."""


def frame(text: bytes) -> bytes:
    """A masked text frame; the mask is zero, which is as valid as any and leaves the text readable."""
    size = len(text)
    head = bytes((0x81, 0x80 | size)) if size < 126 else b"\x81\xfe" + size.to_bytes(2, "big")
    return head + bytes(4) + text


def taken(size: int) -> bytes:
    """What the last read of any connection took."""
    return bytes(_view[:size])


PONG = frame(b"3")


class Connection:
    """Counts what arrives by the marks in the bytes; frames are never taken apart.

    `deliveries` counts messages, `acks` answers (only where `awaits_acks`); `_tail` is what a mark may have begun in.
    """

    __slots__ = ("_tail", "acks", "awaits_acks", "deliveries", "last", "sent", "socket")

    def __init__(self, port: int, source: str = "", buffer: int = 0) -> None:
        """Connect and ask for the WebSocket, and wait for nothing: see arrivals.py. `buffer` bounds what the kernel
        takes in for a client that does not read."""
        self.deliveries = self.acks = self.sent = 0
        self.awaits_acks = False
        self._tail = self.last = b""
        self.socket = socket.socket()
        self.socket.settimeout(20)
        if buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        if source:
            self.socket.bind((source, 0))
        self.socket.connect(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(_UPGRADE % port)
        self.socket.setblocking(False)

    def send(self, *payloads: bytes) -> None:
        """Send packets in one write; a socket that cannot take them is waited for."""
        self.sent += len(payloads)
        data = b"".join(map(frame, payloads))
        size = 0
        with contextlib.suppress(BlockingIOError):
            size = self.socket.send(data)
        if size < len(data):
            self.socket.settimeout(20)
            self.socket.sendall(data[size:])
            self.socket.setblocking(False)

    def read(self, *, answer_pings: bool = False) -> int:
        """Take what is there and count it; return its size in bytes, 0 when there was nothing."""
        try:
            size = self.socket.recv_into(_shared)
        except BlockingIOError:
            return 0
        if not size:
            raise Stalled("the server closed a connection")
        self.deliveries += self._count(DELIVERY, size)
        if self.awaits_acks:
            self.acks += self._count(ACKNOWLEDGED, size)
            self.last = bytes(_view[:size][-400:])
        self._tail = (self._tail + _shared[max(0, size - KEEP) : size])[-KEEP:]
        if answer_pings and _shared.find(PING, 0, size) >= 0:
            self.socket.send(PONG)
        return size

    def _count(self, mark: bytes, size: int) -> int:
        """Count a mark in what was read, and the one that began in the read before."""
        reach = len(mark) - 1
        seam = self._tail[-reach:] + _shared[: min(size, reach)]
        return _shared.count(mark, 0, size) + seam.count(mark)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.socket.close()
