"""Bad clients by the hundred, in a process of their own.

`python -m faults.attackers PORT TOKEN KIND COUNT PACE PATIENCE`: all come, some of them signed in by the token; then
each says one byte every PACE seconds until it is let go. In the end it prints, as JSON, how long the longest was
kept, in seconds; of those who only have a sid, how many are still known after PATIENCE.
"""

from __future__ import annotations

import http.client
import json
import resource
import socket
import sys
import time
from collections.abc import Callable
from selectors import EVENT_READ, DefaultSelector
from typing import NamedTuple

from faults import raw


class At(NamedTuple):
    port: int
    token: str


Come = Callable[[At], socket.socket]


class Kind(NamedTuple):
    """How one of them comes, and what it says again and again."""

    come: Come
    drop: bytes = b""


def saying(request: bytes) -> Come:
    """One that begins a request."""

    def come(server: At) -> socket.socket:
        made = raw.plugged(server)
        made.sendall(request)
        return made

    return come


def opening(message: bytes) -> Come:
    """One that comes in and begins a message."""

    def come(server: At) -> socket.socket:
        made = raw.connected(server, server.token)
        made.sendall(message)
        return made

    return come


FRAGMENT = b"\x00\x81\0\0\0\0x"
KINDS = {
    "silent": Kind(raw.opened),
    "headers": Kind(saying(b"GET /login HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "), b"a"),
    "body": Kind(
        saying(
            b"POST /api/v1/guests HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            b"Content-Length: 1000\r\n\r\n"
        ),
        b" ",
    ),
    "frame": Kind(opening(raw.text("40" + "x" * 100)[:8]), b"x"),
    "fragments": Kind(opening(b"\x01\x81\0\0\0\x004"), FRAGMENT),
    "storm": Kind(opening(b"\x01\x81\0\0\0\x004" + FRAGMENT * 1_000), FRAGMENT),
}
SIDS = "sids"  # long-polling sessions that are never polled


def kept(kind: Kind, server: At, count: int, pace: float) -> float:
    """Return how long the longest was kept."""
    began: dict[socket.socket, float] = {}
    longest, drip_at = 0.0, time.monotonic() + pace
    with DefaultSelector() as selector:

        def gone(one: socket.socket) -> None:
            nonlocal longest
            longest = max(longest, time.monotonic() - began.pop(one))
            selector.unregister(one)
            one.close()

        def look(wait: float) -> None:
            for key, _ in selector.select(wait):
                if raw.ended(key.fileobj):  # type: ignore[arg-type]
                    gone(key.fileobj)  # type: ignore[arg-type]

        for _ in range(count):
            one = kind.come(server)
            one.setblocking(False)
            began[one] = time.monotonic()
            selector.register(one, EVENT_READ)
            look(0)
        while began:
            look(max(0.0, drip_at - time.monotonic()))
            if time.monotonic() >= drip_at:
                drip_at += pace
                for one in [one for one in began if not taken(one, kind.drop)]:
                    gone(one)
    return longest


def taken(connection: socket.socket, drop: bytes) -> bool:
    try:
        connection.send(drop)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return True


def known(server: At, count: int, patience: float) -> int:
    """Return how many sids are still known when each has had its time."""
    asking = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    sids = [json.loads(asked(asking, "")[1:])["sid"] for _ in range(count)]
    asking.close()
    time.sleep(patience)
    found = sum(b"Session ID unknown" not in asked(asking, f"&sid={sid}") for sid in sids)
    asking.close()
    return found


def asked(asking: http.client.HTTPConnection, query: str) -> bytes:
    asking.request("GET", f"/socket.io/?EIO=4&transport=polling{query}")
    return asking.getresponse().read()


def main(port: str, token: str, kind: str, count: str, pace: str, patience: str) -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    server = At(int(port), token)
    if kind == SIDS:
        print(json.dumps({"known": known(server, int(count), float(patience))}))
    else:
        print(json.dumps({"kept": kept(KINDS[kind], server, int(count), float(pace))}))


if __name__ == "__main__":
    main(*sys.argv[1:])
