"""A Parlour server in a process of its own, for tests that need a real one."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import requests

ADDRESS = re.compile(r"running at (http://\S+)")
OWNER = re.compile(r"(http://\S+/setup/\S+)")


class Running:
    """Started on a free port; the port and the data folder stay the same over `restart`.

    `program` is what Python runs, `before` stands before the whole command, `variables` go into its environment.
    """

    def __init__(
        self,
        data: Path,
        *flags: str,
        program: Sequence[str] = ("-m", "parlour"),
        before: Sequence[str] = (),
        variables: Mapping[str, str] | None = None,
    ) -> None:
        self.data = data
        self.flags = flags
        self.program = program
        self.before = before
        self.variables = dict(variables or {})
        self.port = 0
        self.start()

    def start(self) -> None:
        served = ["serve", "--data", str(self.data), "--port", str(self.port)]
        command = [*self.before, sys.executable, *self.program, *served]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PARLOUR_")}
        environment |= self.variables
        self.log = (self.data.parent / f"{self.data.name}.log").open("ab")
        self.process = subprocess.Popen(
            [*command, *self.flags], stdout=subprocess.PIPE, stderr=self.log, text=True, env=environment
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        found = ADDRESS.search(line)
        assert found, f"the server did not start: {line!r}\n{self.errors()}"
        self.url = found.group(1)
        self.port = int(self.url.rpartition(":")[2])
        self._wait_until_ready()

    @property
    def owner_link(self) -> str:
        assert self.process.stdout is not None
        found = OWNER.search(self.process.stdout.readline())
        assert found
        return found.group(1)

    def stop(self) -> int:
        """End it politely; return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self._reap()

    def kill(self) -> int:
        self.process.kill()
        return self._reap()

    def died(self) -> int:
        """Wait until it ends by itself; return its exit code."""
        return self._reap()

    def restart(self) -> None:
        self.stop()
        self.start()

    def errors(self) -> str:
        return Path(self.log.name).read_text()

    def api(self, method: str, path: str, token: str | None = None, **body: object) -> requests.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return requests.request(method, f"{self.url}/api/v1{path}", json=body or None, headers=headers, timeout=20)

    def guest(self, username: str) -> str:
        """Return the token of a new guest."""
        answer = self.api("POST", "/guests", username=username)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["token"])

    def room(self, token: str, name: str = "Lobby", **more: object) -> dict[str, object]:
        answer = self.api("POST", "/rooms", token, name=name, **more)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def _wait_until_ready(self) -> None:
        # The port is listening before the address is printed, so this waits in its queue rather than polls.
        assert requests.get(f"{self.url}/healthz", timeout=20).status_code == 200

    def _reap(self) -> int:
        code = self.process.wait(20)
        if self.process.stdout is not None:
            self.process.stdout.close()
        self.log.close()
        return code
