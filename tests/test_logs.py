"""Log lines: one for each thing, nothing that a terminal obeys, and never a reason to stop."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import requests
from running import Running

SAY = """
import structlog
from parlour import logs
logs.set_up({level!r})
structlog.get_logger().info("quiet", address="192.0.2.1")
structlog.get_logger().warning("odd", text="a\\nlevel=error event=forged\\r\\x1b[31m")
print("went on")
"""


def said(level: str, stderr: int | Path = subprocess.PIPE) -> tuple[str, list[str]]:
    """What a program says in its log, and how it ended."""
    command = [sys.executable, "-c", SAY.format(level=level)]
    if isinstance(stderr, Path):
        with stderr.open("w") as file:
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=file, text=True, check=False)
        return done.stdout, []
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=stderr, text=True, check=True)
    return done.stdout, done.stderr.split("\n")


def test_a_line_has_its_time_level_and_fields() -> None:
    _, lines = said("info")
    assert len(lines) == 3
    assert lines[0].startswith("timestamp=20")
    assert lines[0].endswith("Z level=info event=quiet address=192.0.2.1")


def test_what_is_below_the_level_is_left_out() -> None:
    _, lines = said("warning")
    assert [" level=warning event=odd " in line for line in lines] == [True, False]


def test_no_text_can_start_a_line_or_colour_one() -> None:
    _, lines = said("warning")
    assert not any(line.startswith("level=error") for line in lines)
    assert "\x1b" not in "".join(lines)
    assert "\r" not in "".join(lines)


def test_a_log_that_cannot_be_written_stops_nothing() -> None:
    assert said("info", Path("/dev/full")) == ("went on\n", [])


def test_a_server_writes_down_no_secret_and_no_message(server: Running) -> None:
    token = server.guest("Kit")
    room = server.room(token)
    link = server.owner_link
    secrets = [token, str(room["code"]), link.rpartition("/")[2], "a very secret sentence", "correct horse staple"]
    server.api("POST", f"/rooms/{room['id']}/messages", token, key="k" * 8, message=secrets[3])
    server.api("POST", "/accounts", username="Mira", password=secrets[4])
    server.api("POST", "/sessions", username="Mira", password=secrets[4] + "!")
    server.api("POST", "/memberships", "forged", code=room["code"])
    for path in (f"/join/{room['code']}", f"/setup/{secrets[2]}", "/socket.io/?EIO=4&transport=polling&sid=" + token):
        requests.post(server.url + path, data={"username": "Kit"}, cookies={"parlour": token}, timeout=10)
    server.stop()
    log = server.errors()
    assert "event=sign_in_failed" in log
    assert [secret for secret in secrets if secret in log] == []
    assert "Traceback" not in log
