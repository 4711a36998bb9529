"""bin/serve in a fresh checkout: the first start, the second, and the starts that cannot be."""

from __future__ import annotations

import shutil
import socket
import subprocess
from pathlib import Path

import pytest
import requests
from installing import ROOT, clean, started


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what bin/serve uses, in a folder with a space in its name, started once."""
    folder = tmp_path_factory.mktemp("a checkout") / "parlour chat"
    folder.mkdir()
    shutil.copytree(ROOT / "bin", folder / "bin")
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "requirements.lock", folder)
    with serving(folder, folder / "first.log") as (address, _):
        assert requests.get(address, timeout=20).status_code == 200
    return folder


def serving(checkout: Path, log: Path):  # type: ignore[no-untyped-def]
    command = [str(checkout / "bin/serve"), "--port", "0", "--data", str(checkout / "data")]
    return started(command, log, cwd="/", env=clean(HOME=str(checkout)))


def refused(checkout: Path, *flags: str, **variables: str) -> str:
    """Return the one line that a server which cannot start leaves."""
    command = [str(checkout / "bin/serve"), *flags]
    environment = clean(HOME=str(checkout), **variables)
    ended = subprocess.run(command, cwd="/", env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode != 0
    assert ended.stdout == ""
    [line] = ended.stderr.splitlines()
    return line


def test_the_first_start_prints_an_address_and_a_link_for_the_owner(checkout: Path) -> None:
    printed = (checkout / "first.log").read_text()
    assert "Setting up .venv" in printed
    assert "/setup/" in printed


def test_the_second_start_installs_nothing_and_keeps_the_data(checkout: Path, tmp_path: Path) -> None:
    before = {path.name for path in (checkout / "data").iterdir()}
    with serving(checkout, tmp_path / "log") as (address, _):
        assert requests.get(address, timeout=20).status_code == 200
    assert "Setting up" not in (tmp_path / "log").read_text()
    assert before <= {path.name for path in (checkout / "data").iterdir()}


def test_the_data_folder_is_for_its_owner_only(checkout: Path) -> None:
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in (checkout / "data").iterdir() if path.is_file()}
    assert set(modes.values()) == {"0o600"}


def test_the_command_is_there_under_its_name(checkout: Path) -> None:
    command = [str(checkout / ".venv/bin/parlour"), "--version"]
    assert "parlour" in subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_a_port_in_use_is_said_in_one_line(checkout: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        assert port in refused(checkout, "--port", port, "--data", str(checkout / "other"))
    assert not (checkout / "other").exists()


def test_a_folder_that_cannot_be_written_is_said_in_one_line(checkout: Path) -> None:
    (checkout / "file").touch()
    assert "data folder" in refused(checkout, "--port", "0", "--data", str(checkout / "file" / "data"))


def test_an_unknown_setting_is_said_in_one_line(checkout: Path) -> None:
    assert "PARLOUR_PROT" in refused(checkout, PARLOUR_PROT="5000")


def test_a_second_server_on_the_same_data_is_refused_and_the_first_goes_on(checkout: Path, tmp_path: Path) -> None:
    with serving(checkout, tmp_path / "log") as (address, _):
        assert str(checkout / "data") in refused(checkout, "--port", "0", "--data", str(checkout / "data"))
        assert requests.get(f"{address}/healthz", timeout=20).status_code == 200


def test_an_environment_made_by_hand_is_left_alone(checkout: Path, tmp_path: Path) -> None:
    folder = bare(checkout, tmp_path)
    (folder / ".venv").mkdir()
    assert "made by hand" in refused(folder)


def test_an_old_python_is_said_in_one_line(checkout: Path, tmp_path: Path) -> None:
    assert "3.11 or newer" in refused(bare(checkout, tmp_path), PATH=fake(tmp_path, "version_info", "Python 3.9.2"))


def test_a_missing_venv_module_is_named_to_those_who_may_not_install(checkout: Path, tmp_path: Path) -> None:
    line = refused(bare(checkout, tmp_path), PATH=fake(tmp_path, "ensurepip", "Python 3.12.1"))
    assert "sudo apt-get install python3-venv" in line


def bare(checkout: Path, folder: Path) -> Path:
    """A checkout that was not started yet."""
    shutil.copytree(checkout / "bin", folder / "bare" / "bin")
    shutil.copy(checkout / "requirements.lock", folder / "bare")
    return folder / "bare"


def fake(folder: Path, fails: str, version: str) -> str:
    """A PATH on which python3 fails where its program has this word, and `id` says an ordinary user."""
    scripts = {
        "python3": f'[ "$1" = -V ] && echo {version} && exit 0\ncase "$*" in *{fails}*) exit 1;; esac',
        "id": "echo 1000",
    }
    (folder / "fakes").mkdir()
    for name, body in scripts.items():
        (folder / "fakes" / name).write_text(f"#!/bin/sh\n{body}\n")
        (folder / "fakes" / name).chmod(0o755)
    return f"{folder / 'fakes'}:/usr/bin:/bin"
