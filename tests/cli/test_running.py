"""The command: what it prints, and the one line with which it gives up."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from parlour.cli import main
from parlour.settings import SETTINGS
from parlour.store import Store


def parlour(*words: str, **env: str) -> Result:
    return CliRunner(env=env).invoke(main, list(words))


def refusal(*flags: str) -> str:
    """The one line of a server that does not start."""
    result = parlour("serve", "--port", "0", *flags)
    assert (result.exit_code, result.stdout) == (1, "")
    [line] = result.stderr.splitlines()
    return line.removeprefix("parlour: ")


def test_config_shows_every_setting_and_where_it_came_from(tmp_path: Path) -> None:
    file = tmp_path / "parlour.toml"
    file.write_text('signup = "invite"')
    result = parlour("config", "--config", str(file), "--guests", "no", PARLOUR_PORT="81")
    lines = {line.split()[0]: " ".join(line.split()[1:]) for line in result.stdout.splitlines()}
    assert set(lines) == {setting.name for setting in SETTINGS}
    assert lines["guests"] == "off (flag --guests)"
    assert lines["port"] == "81 (environment PARLOUR_PORT)"
    assert lines["signup"] == f"invite (file {file})"
    assert lines["limits"] == "on (default)"


def test_a_setting_that_is_wrong_is_said_and_nothing_starts() -> None:
    result = parlour("config", "--port", "http")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("parlour: setting port (flag --port): expected")


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid", "a..b", "x" * 80 + ".invalid", "::ffff:g"])
def test_an_address_that_is_not_ours_is_said_before_anything_is_made(tmp_path: Path, host: str) -> None:
    assert refusal("--host", host, "--data", str(tmp_path / "data")).startswith(f"cannot listen on {host} port 0: ")
    assert not (tmp_path / "data").exists()


def test_a_port_in_use_is_said_before_anything_is_made(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert f"port {port}" in refusal("--port", str(port), "--data", str(tmp_path / "data"))
    assert not (tmp_path / "data").exists()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "cannot write to the data folder" in refusal("--data", str(tmp_path / "file" / "data"))


def test_a_folder_in_use_is_said(store: Store) -> None:
    assert refusal("--data", str(store.folder)) == f"another server is running on {store.folder}"


@pytest.mark.parametrize(
    "content", [b"something else entirely, not a database", b"SQLite format 3\x00" + b"\xff" * 4096]
)
def test_a_database_that_is_none_is_said_and_left_alone(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "parlour.db").write_bytes(content)
    assert refusal("--data", str(tmp_path)).startswith(f"the database in {tmp_path} cannot be used: ")
    assert (tmp_path / "parlour.db").read_bytes() == content


def test_a_loop_that_is_not_installed_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvloop", None)
    assert "uvloop is not installed" in refusal("--loop", "uvloop", "--data", str(tmp_path))
