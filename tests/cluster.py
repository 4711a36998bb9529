"""A PostgreSQL server for the tests: Debian's binaries, a folder and a port of its own, no rights, fsync on."""

from __future__ import annotations

import os
import pwd
import random
import select
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

import parlour.server  # noqa: F401  (so that every table is known)
from parlour.store import Store
from parlour.store.schema import Base
from parlour.store.schema_version import HEAD

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "150",
    "shared_buffers": "64MB",
    "fsync": "on",
    "synchronous_commit": "on",
}


# Forty times quicker than a database made from a template for each test; what a start wrote (the epoch) stays.
CLEAN = f"""SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
{"".join(f"DELETE FROM {table.name};" for table in reversed(Base.metadata.sorted_tables) if table.name != "fact")}
DELETE FROM fact WHERE name <> 'epoch'; UPDATE alembic_version SET version_num = '{HEAD}';
SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false) FROM pg_sequences"""


class Cluster:
    """Made and started at once; `start` may be called again after `kill`. `dsn(name)` names one of its databases."""

    def __init__(self, **settings: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="parlour-postgresql-"))
        self.port = _free_port()
        self._as = _somebody()
        self._free: list[str] = []
        self._made = 0
        self._settings = {**SETTINGS, "port": str(self.port), "unix_socket_directories": str(self.folder), **settings}
        os.chown(self.folder, *_ids(self._as))
        where = ["-D", str(self.folder / "data"), "-U", "parlour"]
        how = ["-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run([_binary("initdb"), *where, *how], check=True, capture_output=True, **self._as)
        self.start()

    def dsn(self, name: str = "postgres", port: int | None = None) -> str:
        return f"postgresql://parlour@127.0.0.1:{port or self.port}/{name}"

    def borrow(self) -> str:
        """Return the name of an empty database; `give_back` it for the next test."""
        if self._free:
            name = self._free.pop()
            self.execute(CLEAN, name)
            return name
        name = self.create()
        with tempfile.TemporaryDirectory() as folder:
            Store(Path(folder), database=self.dsn(name)).close()
        return name

    def give_back(self, name: str) -> None:
        self._free.append(name)

    def create_empty(self) -> str:
        """Return the address of a new database without a table."""
        return self.dsn(self.create())

    def create(self) -> str:
        """Return the name of a new database without a table."""
        self._made += 1
        self.execute(f"CREATE DATABASE world_{self._made}")
        return f"world_{self._made}"

    def start(self) -> None:
        options = [word for name, value in self._settings.items() for word in ("-c", f"{name}={value}")]
        self._log = (self.folder / "log").open("ab")
        self.process = subprocess.Popen(
            [_binary("postgres"), "-D", str(self.folder / "data"), *options],
            stdout=self._log,
            stderr=self._log,
            **self._as,
        )
        self._wait_until_ready()

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it: SIGINT ends its connections first; SIGKILL is a crash."""
        self.process.send_signal(how)
        self.process.wait(60)
        self._log.close()

    def kill(self) -> None:
        """Crash it, and wait until its backends have noticed: before that no other may start."""
        self.stop(signal.SIGKILL)
        lock = self.folder / "data" / "postmaster.pid"
        subprocess.run(
            [_binary("pg_ctl"), "-D", str(lock.parent), "status"], check=False, capture_output=True, **self._as
        )

    def crash(self) -> None:
        """End it by SIGKILL, and wait for its backends: while one of them is there, no other server starts."""
        backends = [os.pidfd_open(pid) for pid in self._backends()]
        self.stop(signal.SIGKILL)
        for backend in backends:
            assert select.select([backend], [], [], 20)[0], "a backend stays"
            os.close(backend)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Stop the server and its backends for a block: they keep their connections and say nothing."""
        stopped = [self.process.pid, *self._backends()]
        try:
            for pid in stopped:
                os.kill(pid, signal.SIGSTOP)
            yield
        finally:
            for pid in reversed(stopped):
                os.kill(pid, signal.SIGCONT)

    def _backends(self) -> list[int]:
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder)

    def execute(self, statement: str, name: str = "postgres") -> None:
        with psycopg.connect(self.dsn(name), autocommit=True) as connection:
            connection.execute(statement)

    def _wait_until_ready(self) -> None:
        ready = [_binary("pg_isready"), "-q", "-h", str(self.folder), "-p", str(self.port), "-t", "0"]
        while subprocess.run(ready, check=False, **self._as).returncode:
            assert self.process.poll() is None, (self.folder / "log").read_text()


def server_version() -> str:
    """Return the version of the binaries, such as 15.14."""
    said = subprocess.run([_binary("postgres"), "--version"], check=True, capture_output=True, text=True, **_somebody())
    return said.stdout.split()[2]


def _binary(name: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    assert found, "PostgreSQL is missing: apt-get install postgresql"
    return str(found[-1])


def _somebody() -> dict[str, object]:
    """Keywords for subprocess: root becomes the user that Debian made for this; everybody else stays himself."""
    if os.geteuid() != 0:
        return {}
    found = pwd.getpwnam("postgres")
    return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": [], "cwd": "/"}


def _ids(somebody: dict[str, object]) -> tuple[int, int]:
    return int(str(somebody.get("user", -1))), int(str(somebody.get("group", -1)))


def _free_port() -> int:
    """Return a port below those that the system gives away: nobody gets it while the server is down."""
    while True:
        port = random.randrange(15_000, 32_000)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
