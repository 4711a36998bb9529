"""What the Dockerfile does, step by step without Docker: build, install, start as nobody, open the page."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from installing import ROOT, clean, interpreter, nobody, started


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy of what the Dockerfile copies, with the build tool that is installed here."""
    source, built = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    shutil.copytree(ROOT / "src", source / "src", ignore=shutil.ignore_patterns("__pycache__"))
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir"]
    subprocess.run([*pip, str(built), str(source)], check=True, env=clean())
    [found] = built.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def place(wheel: Path) -> Iterator[Path]:
    """A folder that anyone may enter, with an empty environment into which only the lock and the wheel went."""
    with tempfile.TemporaryDirectory(prefix="parlour-wheel-") as name:
        place = Path(name)
        place.chmod(0o755)
        subprocess.run([interpreter(), "-m", "venv", "--without-pip", str(place / "venv")], check=True, env=clean())
        pip = [sys.executable, "-m", "pip", "--python", str(place / "venv/bin/python"), "install", "--quiet"]
        subprocess.run([*pip, "--require-hashes", "-r", str(ROOT / "requirements.lock")], check=True, env=clean())
        subprocess.run([*pip, "--no-index", "--no-deps", str(wheel)], check=True, env=clean())
        yield place


@pytest.fixture
def data(place: Path) -> Path:
    folder = place / "data"
    folder.mkdir(exist_ok=True)
    if os.geteuid() == 0:
        os.chown(folder, 65534, 65534)
    return folder


def test_the_wheel_holds_pages_scripts_and_migrations_but_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for part in ("web/templates/", "web/static/css/", "web/static/js/", "store/migrations/versions/0001", "py.typed"):
        assert any(name.startswith(f"parlour/{part}") for name in names), part
    assert [name for name in names if not name.startswith(("parlour/", "parlour-"))] == []
    assert [name for name in names if "node_modules" in name or "test" in name] == []


def test_the_wheel_holds_every_file_of_the_package(wheel: Path) -> None:
    package = ROOT / "src" / "parlour"
    files = [path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    names = zipfile.ZipFile(wheel).namelist()
    assert [str(path) for path in files if f"parlour/{path.relative_to(package)}" not in names] == []


def test_the_installed_server_runs_as_nobody_without_node(place: Path, data: Path) -> None:
    environment = {"PATH": str(place / "venv/bin"), "HOME": str(data), "LANG": "C.UTF-8"}
    command = [str(place / "venv/bin/parlour"), "serve", "--data", str(data), "--port", "0"]
    options = {"env": environment, "cwd": "/", **nobody()}
    with started(command, place / "log", **options) as (address, process):
        assert "Uid:\t0\t" not in Path(f"/proc/{process}/status").read_text() or os.geteuid() != 0
        page = requests.get(address, timeout=20)
        assert page.status_code == 200
        assert "Parlour" in page.text
        script = re.search(r'"(/static/[^"]+\.js)"', page.text)
        assert script
        assert requests.get(f"{address}{script[1]}", timeout=20).status_code == 200


def test_the_image_runs_as_an_ordinary_user_and_is_asked_for_its_health() -> None:
    text = (ROOT / "Dockerfile").read_text()
    for line in ("USER parlour", "VOLUME /data", "EXPOSE 5000", "/healthz", "--require-hashes", "PARLOUR_DATA=/data"):
        assert line in text
    assert text.index("USER parlour") > text.rindex("RUN ")
