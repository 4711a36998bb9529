"""The servers that are compared: how each is started on its own core, and what its clients need to get in."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from benchmarks import installed
from benchmarks.arrivals import Ticket

CORES = sorted(os.sched_getaffinity(0))
PEERS = Path(__file__).with_name("peers")
Command = Callable[[int, Path], tuple[list[str], dict[str, str]]]


@dataclass
class Server:
    """A running server: its process, its port, and its memory in KiB before any client came."""

    name: str
    process: subprocess.Popen[bytes]
    port: int
    folder: tempfile.TemporaryDirectory[str]
    idle: int = field(default=0)

    @property
    def memory(self) -> int:
        """Resident memory in KiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0])

    @property
    def log(self) -> str:
        """The end of what it wrote."""
        return (Path(self.folder.name) / "log").read_text()[-2000:]

    @property
    def cpu(self) -> float:
        """Seconds of processor used so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def connections(self) -> int:
        """Sockets that are open."""
        count = 0
        for file in Path(f"/proc/{self.process.pid}/fd").iterdir():
            with suppress(FileNotFoundError):  # closed while we look
                count += str(file.readlink()).startswith("socket:")
        return count

    @property
    def unsent(self) -> int:
        """Bytes that the kernel holds for the server's clients."""
        rows = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
        return sum(int(row[4].split(":")[0], 16) for row in rows if row[1].endswith(f":{self.port:04X}"))

    def kill(self) -> None:
        """End it as a crash would."""
        self.process.kill()
        self.process.wait()

    def start(self) -> None:
        """Start it again, on the same port and with what it has stored."""
        self.process = _launch(self.name, self.port, Path(self.folder.name))
        _wait(self)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(12)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.folder.cleanup()


class Entrance(Protocol):
    """How a server's clients get in, and the rooms they are then in: for each room the numbers of its people."""

    rooms: dict[int, list[int]]

    def tickets(self, clients: int, rooms: int = 1) -> list[Ticket]: ...


class Open:
    """The peers' entrance: whoever comes is in the one room."""

    def __init__(self, port: int) -> None:
        self.rooms: dict[int, list[int]] = {}

    def tickets(self, clients: int, rooms: int = 1) -> list[Ticket]:
        if rooms:
            self.rooms = {1: list(range(clients))}
        return [Ticket(joins=({},) if rooms else ())] * clients


class Parlour:
    """Ours: each client is a guest of its own; who is in which room is settled before they come."""

    def __init__(self, port: int) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        owner = self._post("accounts", {"username": "bench-owner", "password": "correct horse battery"})
        self._owner = str(owner["token"])
        self.rooms: dict[int, list[int]] = {}

    def tickets(self, clients: int, rooms: int = 1) -> list[Ticket]:
        """Everybody is in the one room; of several rooms each has its share of the people, but ten at least."""
        guests = (self._post("guests", {"username": f"guest {number}"}) for number in range(clients))
        self._tokens = [str(guest["token"]) for guest in guests]
        for place in range(rooms):
            size = min(clients, max(10, clients // rooms))
            people = [(place * size + nth) % clients for nth in range(size)]
            self.rooms[self.room(f"Bench {place + 1}", people)] = people
        return [Ticket({"token": token}, b'"ready"') for token in self._tokens]

    def room(self, name: str, people: Iterable[int]) -> int:
        """Make a room that has these people, and return its id."""
        room = self._post("rooms", {"name": name}, self._owner)
        for number in people:
            self._post("memberships", {"code": str(room["code"])}, self._tokens[number])
        self._http.close()  # opened again when it is needed; until then it is no connection of the server's
        return int(str(room["id"]))

    def say(self, room: int, text: str) -> None:
        """Post as the owner, who is in all rooms."""
        self._post(f"rooms/{room}/messages", {"key": str(uuid.uuid4()), "message": text}, self._owner)
        self._http.close()

    def me(self) -> dict[str, Any]:
        """Return what the owner is told about himself and the rooms."""
        found = self._ask("GET", "me", None, self._owner)
        self._http.close()
        return found

    def _post(self, path: str, body: dict[str, str], token: str = "") -> dict[str, Any]:
        return self._ask("POST", path, body, token)

    def _ask(self, method: str, path: str, body: dict[str, str] | None, token: str) -> dict[str, Any]:
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        self._http.request(method, f"/api/v1/{path}", json.dumps(body) if body else None, headers)
        answer = self._http.getresponse()
        found: dict[str, Any] = json.loads(answer.read())
        if answer.status not in (200, 201):
            raise RuntimeError(f"{method} /api/v1/{path}: {answer.status} {found}")
        return found


def _parlour(port: int, data: Path) -> tuple[list[str], dict[str, str]]:
    settings = {"HOST": "127.0.0.1", "PORT": port, "DATA": data, "LIMITS": "off", "LOG": "warning"}
    return [sys.executable, "-m", "parlour", "serve"], {f"PARLOUR_{name}": str(v) for name, v in settings.items()}


def _parlour_on_postgresql(port: int, data: Path) -> tuple[list[str], dict[str, str]]:
    cluster = installed.postgresql()
    command, environment = _parlour(port, data)
    return command, environment | {"PARLOUR_DATABASE": cluster.dsn(cluster.create())}


def _python(script: str, *arguments: str) -> Command:
    def command(port: int, _data: Path) -> tuple[list[str], dict[str, str]]:
        return [str(installed.python()), str(PEERS / script), str(port), *arguments], {}

    return command


def _node(port: int, _data: Path) -> tuple[list[str], dict[str, str]]:
    return ["node", str(PEERS / "node_socketio_app.js"), str(port)], {"NODE_PATH": str(installed.node_modules())}


SERVERS: dict[str, tuple[str, Command, Callable[[int], Entrance]]] = {
    "parlour": ("Parlour, each message stored (SQLite `FULL`)", _parlour, Parlour),
    "parlour-postgresql": ("Parlour, each message stored (PostgreSQL)", _parlour_on_postgresql, Parlour),
    "flask-gevent": ("Flask-SocketIO, gevent", _python("flask_socketio_app.py", "gevent"), Open),
    "flask-threading": ("Flask-SocketIO, threading", _python("flask_socketio_app.py", "threading"), Open),
    "python-socketio": ("python-socketio on uvicorn", _python("python_socketio_app.py"), Open),
    "blast": ("bytes made beforehand, 64 a message", _python("blast.py", "64"), Open),
    "echo": ("bytes made beforehand, one a message", _python("blast.py", "1"), Open),
    "node": ("Socket.IO on Node.js", _node, Open),
}


@contextmanager
def running(name: str, fill: Callable[[Path], object] | None = None) -> Iterator[tuple[Server, Entrance]]:
    """A server for the time of a block; `fill` puts something into its data folder before."""
    server, entrance = start(name, fill)
    try:
        yield server, entrance
    except BaseException:
        print(server.log, file=sys.stderr)
        raise
    finally:
        server.stop()


def start(name: str, fill: Callable[[Path], object] | None = None) -> tuple[Server, Entrance]:
    """Start a server on the first core, wait until it answers, and note its memory."""
    folder = tempfile.TemporaryDirectory(prefix="parlour-bench-")
    if fill:
        fill(Path(folder.name) / "data")
    port = _free_port()
    server = Server(name, _launch(name, port, Path(folder.name)), port, folder)
    try:
        _wait(server)
        time.sleep(1)
        server.idle = server.memory
        return server, SERVERS[name][2](port)
    except BaseException:
        print(server.log, file=sys.stderr)
        server.stop()
        raise


def _launch(name: str, port: int, folder: Path) -> subprocess.Popen[bytes]:
    arguments, environment = SERVERS[name][1](port, folder / "data")
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PARLOUR_")}
    log = (folder / "log").open("ab")
    return subprocess.Popen(
        arguments, env=kept | environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=_first_core
    )


def _first_core() -> None:
    os.sched_setaffinity(0, {CORES[0]})


def use_last_core() -> None:
    """Put the load generator on another core than the servers."""
    if len(CORES) < 2:
        raise SystemExit("Two cores are needed: one for the server, one for the load.")
    os.sched_setaffinity(0, {CORES[-1]})


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _wait(server: Server, limit: float = 30) -> None:
    """Wait until an HTTP answer of any kind comes."""
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline and server.process.poll() is None:
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
            connection.request("GET", "/healthz")
            answer = connection.getresponse()
            if answer.status != 503:
                return
        time.sleep(0.05)
    raise RuntimeError(f"{server.name} did not start")
