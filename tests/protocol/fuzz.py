"""Hostile bytes for the engine, inside one process: `python tests/protocol/fuzz.py --inputs 1000000 --seed 1`.

Each input is a seed (what broke other servers, and what is right) bent at random. It goes to a server with a fake
transport under it: as raw bytes after a WebSocket handshake, as the text or data of a right frame, as a polling body,
as HTTP. Nothing may raise, log an error, stay behind or make the process grow.
"""

import argparse
import asyncio
import logging
import random
import resource
import struct
import time
from collections import Counter
from typing import Any

import msgspec
import uvicorn
from uvicorn.server import ServerState

from parlour.sio import Event, Options, Server, Socket
from parlour.sio.http import Http

KEY = b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n"
UPGRADE = (
    b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    + KEY
    + b"\r\n"
)


LOGS = ("parlour.sio", "asyncio", "websockets", "uvicorn.error")


class Say(msgspec.Struct):
    room: int
    text: str


def frame(opcode: int, data: bytes, fin: bool = True) -> bytes:
    """A client's frame; its mask is zero."""
    size = len(data)
    if size < 126:
        head = bytes((fin << 7 | opcode, 0x80 | size))
    elif size < 65_536:
        head = bytes((fin << 7 | opcode, 0xFE)) + struct.pack("!H", size)
    else:
        head = bytes((fin << 7 | opcode, 0xFF)) + struct.pack("!Q", size)
    return head + bytes(4) + data


CONNECTS = frame(1, b"40") + frame(1, b"40/custom,")
PACKETS = [
    b"40",
    b'40{"token":"x"}',
    b"40/custom,",
    b'40/random?a=b,{"a":1}',
    b"41",
    b"41/custom,",
    b'42["message",1,"2",{"3":[true]}]',
    b'42456["ask",{"a":null}]',
    b'421["say",{"room":1,"text":"hello"}]',
    b'42/custom,7["later"]',
    b'428["later"]',
    b'452-["message",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]',
    b'451-12["ask",{"a":{"_placeholder":true,"num":0}}]',
    b'43456["x"]',
    b'461-1[{"_placeholder":true,"num":0}]',
    b"3",
    b"1",
    b"6",
    # CVE-2024-38355, CVE-2023-32695: names that are objects, numbers, reserved; arrays that are none
    *[
        b'42["error"]',
        b'42["connect"]',
        b'42["disconnecting",1]',
        b'42["newListener"]',
        b"42[{}]",
        b'42[{"toString":"x"}]',
    ],
    *[b"42[]", b"42{}", b"42[1]", b'42["__proto__"]', b"42[null]", b"42", b'42["a"', b"44{}", b"47", b"4"],
    # CVE-2022-2421, CVE-2026-33151: placeholders and attachments
    *[b'451-["a",{"_placeholder":true,"num":"splice"}]', b'451-["a",{"_placeholder":true,"num":-1}]'],
    *[b'451-["a",{"_placeholder":true,"num":1e9}]', b'45999999-["a"]', b'455999999-["a"]', b'4510-["a"]', b'45-["a"]'],
    *[b'451-/custom,["a"]', b'460-["a"]', b"451-"],
    # CVE-2022-21676, CVE-2022-41940: Engine.IO itself
    *[b"5", b"2probe", b"3probe", b"0{}", b"2", b"b", b"bAQID", b"b====", b"\x1e", b"4\x1e4\x1eb"],
    # CVE-2026-26209 and its kin: deep, long and strange JSON
    *[b'42["a",' + b"[" * 40 + b"]" * 40 + b"]", b'42["a",' + b'{"a":' * 40 + b"1" + b"}" * 41, b"42[" + b'"' * 60],
    *[b'42["a",1e999]', b'42["a",NaN]', b'42["a",' + b"9" * 4400 + b"]", b'42["a","\\ud800"]', b'42["a","\\u0000"]'],
    *[
        b'42["a",{"b":1,"b":2}]',
        b'42["\\u006dessage",1]',
        b'42["a",-0,1E-400]',
        b'4299999999999999999["ask"]',
        b'420["ask"]',
    ],
    *['42["message","ÿ€😀"]'.encode(), b"42[\xff]", b'42["\xed\xa0\x80"]', b"40{" + b'"a":{' * 50],
]
# CVE-2026-48779, CVE-2024-37890 and RFC 6455: fragments, control frames, reserved bits, lengths that promise too much
FRAMES = [
    *[frame(1, packet) for packet in PACKETS[:14]],
    frame(1, b'42["mess', False) + frame(0, b'age"]'),
    frame(2, b"\x01\x02\x03"),
    b"".join(frame(1 if not number else 0, b"4", False) for number in range(70)),
    *[
        frame(9, b"x"),
        frame(10, b""),
        frame(8, b""),
        frame(8, b"\x03\xe8"),
        frame(8, b"\x00\x01"),
        frame(9, b"x" * 126),
    ],
    *[frame(0, b"x"), frame(1, b"\xff\xfe"), frame(1, b"\xf0\x9f", False), frame(3, b"x"), frame(11, b"x")],
    *[
        b"\x81\x02ab",
        b"\xc1\x81\0\0\0\0x",
        b"\x81\xff" + b"\xff" * 8,
        b"\x81\xff\0\0\0\0\0\x10\0\0",
        b"\x81\xfe\0\x01\0\0\0\0x",
    ],
    frame(1, b'42["message","' + b"x" * 66_000 + b'"]'),
]
HTTP = [
    UPGRADE,
    b"GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\n\r\n",
    b"POST /socket.io/?EIO=4&transport=polling&sid=x HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n40",
    b"GET /socket.io/?EIO=4&transport=websocket&sid=" + b"x" * 9000 + b" HTTP/1.1\r\n\r\n",
    b"GET /socket.io/?" + b"&" * 200 + b"EIO=4 HTTP/1.1\r\n" + b"A: b\r\n" * 120 + b"\r\n",
    b"PUT /socket.io/?EIO=abc HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n4hell\r\n0\r\n\r\n",
]
BITS = [
    b"",
    b"\0",
    b"\xff",
    b'"',
    b"[",
    b"{",
    b"}",
    b"]",
    b",",
    b":",
    b"-",
    b"\\",
    b"/",
    b"\x1e",
    b"9" * 20,
    b"\r\n",
    b"\x80",
]


def bend(rng: random.Random, seeds: list[bytes]) -> bytes:
    """A seed, mostly changed in a few places."""
    data = bytearray(rng.choice(seeds))
    for _ in range(rng.choice((0, 1, 1, 2, 3, 6))):
        place = rng.randrange(len(data) + 1)
        match rng.randrange(5):
            case 0:
                data[place:place] = rng.choice(BITS)
            case 1:
                data[place : place + 1] = rng.randbytes(1)
            case 2:
                del data[place : place + rng.choice((1, 1, 4, 100))]
            case 3:
                data[place:place] = data[place : place + rng.randrange(1, 20)] * rng.choice((1, 2, 30))
            case _:
                other = rng.choice(seeds)
                data[place:] = other[rng.randrange(len(other) + 1) :]
    return bytes(data)


class Transport(asyncio.Transport):
    """Takes everything; its connection is lost when it is closed."""

    def __init__(self) -> None:
        super().__init__({"peername": ("127.0.0.1", 1), "sockname": ("127.0.0.1", 2)})
        self.protocol: Any = None
        self.closed = False

    def write(self, data: Any) -> None: ...
    def pause_reading(self) -> None: ...
    def resume_reading(self) -> None: ...
    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None: ...

    def get_write_buffer_size(self) -> int:
        return 0

    def can_write_eof(self) -> bool:
        return True

    def write_eof(self) -> None:
        self.abort()

    def is_closing(self) -> bool:
        return self.closed

    def get_protocol(self) -> Any:
        return self.protocol

    def set_protocol(self, protocol: Any) -> None:
        self.protocol = protocol

    def close(self) -> None:
        self.abort()

    def abort(self) -> None:
        if not self.closed:
            self.closed = True
            asyncio.get_running_loop().call_soon(self.lose)

    def lose(self) -> None:
        self.protocol.connection_lost(None)


class Faults(logging.Handler):
    """What was logged or fell through to the loop."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(self.format(record))

    def of_loop(self, loop: Any, context: dict[str, Any]) -> None:
        self.found.append(f"{context.get('message')} {context.get('exception')!r}")


async def later(socket: Socket) -> str:
    await asyncio.sleep(0)
    return "later"


class Victim:
    """A server, and one connection to it that is made anew when it was closed."""

    def __init__(self) -> None:
        self.faults = Faults()
        for name in LOGS:
            logging.getLogger(name).addHandler(self.faults)
        asyncio.get_running_loop().set_exception_handler(self.faults.of_loop)
        self.server = Server(Options())
        say = Event(lambda socket, say: socket.emit("said", say), Say)
        told = Event(lambda socket, *args: socket.emit("told", *args))
        events = {"message": told, "ask": Event(lambda socket, *args: args), "say": say, "later": Event(later)}
        self.server.namespace(events=events)
        self.server.namespace("/custom", events={"later": Event(later)})
        self.config = uvicorn.Config(self.server.asgi, ws=self.server.websocket, lifespan="off", log_level="error")
        self.config.load()
        self.state = ServerState()
        self.transport = Transport()
        self.transport.closed = True
        self.entered: Transport | None = None  # the connection that is past its CONNECTs

    async def __aenter__(self) -> "Victim":
        return self

    async def __aexit__(self, *_: object) -> None:
        try:
            await self.rest()
        finally:
            for name in LOGS:
                logging.getLogger(name).removeHandler(self.faults)

    # Where an input goes

    def frames(self, data: bytes) -> None:
        self._websocket().data_received(data)

    def text(self, data: bytes) -> None:
        self._websocket().data_received(frame(1, data))

    def connected(self, data: bytes) -> None:
        if self.entered is not self.transport:
            self.end()
        websocket = self._websocket()
        if self.entered is not self.transport:
            self.entered = self.transport
            websocket.data_received(CONNECTS)
        websocket.data_received(frame(1, data) + (frame(2, b"x") if data[:2] in (b"45", b"46") else b""))

    async def body(self, data: bytes) -> None:
        """A polling body for a session of its own, then its answer."""
        session = await self._poll("GET", "", b"")
        sid = session[session.index(b'"sid":"') + 7 :].split(b'"')[0].decode()
        for method, body in (("POST", b"40"), ("POST", data), ("POST", b"1"), ("GET", b"")):
            await self._poll(method, f"&sid={sid}", body)

    def http(self, data: bytes) -> None:
        self.end()
        self.transport = Transport()
        self.transport.protocol = Http(config=self.config, server_state=self.state, app_state={})
        self.transport.protocol.connection_made(self.transport)
        self.transport.protocol.data_received(data)
        self.end()

    # What of it stays

    def check(self) -> None:
        assert self.faults.found == [], self.faults.found[:3]
        for client in self.server.clients.values():
            partial = client._partial
            assert partial is None or len(partial.attachments) <= 10
            assert client._inbox is None or len(client._inbox) < 2000

    def end(self) -> None:
        if not self.transport.closed:
            self.transport.abort()

    async def rest(self) -> None:
        """Let everything come to its end; nothing may be left."""
        self.end()
        for session in list(self.server.engine.sessions.values()):
            session.drop("over")
        for _ in range(5):
            await asyncio.sleep(0)
        self.check()
        left = (
            self.server.engine.sessions,
            self.server.clients,
            self.server.tasks,
            self.server.engine.outboxes.waiting,
        )
        assert [len(each) for each in left] == [0, 0, 0, 0]

    def _websocket(self) -> Any:
        if self.transport.closed:
            self.transport = Transport()
            self.transport.protocol = self.server.websocket(self.config, self.state, {})
            self.transport.protocol.connection_made(self.transport)
            self.transport.protocol.data_received(UPGRADE)
        return self.transport.protocol

    async def _poll(self, method: str, query: str, body: bytes) -> bytes:
        answer: list[bytes] = []
        bodies = [{"type": "http.request", "body": body}, {"type": "http.disconnect"}]

        async def receive() -> Any:
            return bodies.pop(0) if bodies else await asyncio.Event().wait()

        async def send(message: Any) -> None:
            answer.append(message.get("body", b""))

        scope = {"type": "http", "method": method, "headers": [], "query_string": b"EIO=4&transport=polling"}
        await self.server.asgi(scope | {"query_string": scope["query_string"] + query.encode()}, receive, send)
        return b"".join(answer)


async def run(inputs: int, seed: int) -> str:
    """Throw so many inputs; tell how it went."""
    rng, kinds = random.Random(seed), Counter[str]()
    started, memory = time.monotonic(), 0
    async with Victim() as victim:
        for number in range(inputs):
            kind = rng.choices(("frames", "text", "connected", "body", "http"), (35, 20, 35, 8, 2))[0]
            data = bend(rng, {"frames": FRAMES, "http": HTTP}.get(kind, PACKETS))
            kinds[kind] += 1
            await throw(victim, kind, data, f"input {number} of seed {seed}")
            if number % 20 == 0:
                await asyncio.sleep(0)
                victim.check()
            if number % 1000 == 0:
                await victim.rest()
            if number == inputs // 5:
                memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory
    seconds = time.monotonic() - started
    opened = victim.server.engine.opened
    return f"{inputs} inputs, {seconds:.0f} s, {opened} sessions, {grown} KiB more after the first fifth, {dict(kinds)}"


async def throw(victim: Victim, kind: str, data: bytes, what: str) -> None:
    try:
        waiting = getattr(victim, kind)(data)
        if waiting is not None:
            await waiting
    except BaseException as error:
        error.add_note(f"{what}: {kind} {data!r}")
        raise


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    print(asyncio.run(run(arguments.inputs, arguments.seed)))
