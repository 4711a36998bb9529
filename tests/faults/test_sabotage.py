"""Each promise is broken by one line in a copy of the source; the test that guards it must notice, and only then."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from faults.sabotages import SABOTAGES, Sabotage

ROOT = Path(__file__).parents[2]
CORES = 2


def guards(tests: list[str], source: Path) -> subprocess.CompletedProcess[str]:
    """Run tests on some source."""
    pytest_run = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--database", "sqlite", *tests]
    environment = {**os.environ, "PYTHONPATH": str(source), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        pytest_run, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def broken(sabotage: Sabotage, folder: Path) -> Path:
    """Copy the source and break it."""
    shutil.copytree(ROOT / "src", folder, ignore=shutil.ignore_patterns("__pycache__"))
    file = folder / "parlour" / sabotage.file
    text = file.read_text()
    assert text.count(sabotage.old) == 1, f"{sabotage.file} has changed: renew the sabotage of {sabotage.promise}"
    file.write_text(text.replace(sabotage.old, sabotage.new))
    return folder


@pytest.fixture(scope="module")
def caught(tmp_path_factory: pytest.TempPathFactory) -> dict[str, subprocess.CompletedProcess[str]]:
    """How each guard ended on its broken source, two at a time."""

    def tried(number: int) -> subprocess.CompletedProcess[str]:
        folder = tmp_path_factory.mktemp(f"sabotage{number}") / "src"
        return guards([SABOTAGES[number].test], broken(SABOTAGES[number], folder))

    with ThreadPoolExecutor(CORES) as pool:
        results = list(pool.map(tried, range(len(SABOTAGES))))
    return {sabotage.promise: result for sabotage, result in zip(SABOTAGES, results, strict=True)}


def test_the_guards_are_content_with_what_is_whole() -> None:
    tests = sorted({sabotage.test for sabotage in SABOTAGES})
    whole = guards(tests, ROOT / "src")
    assert whole.returncode == 0, whole.stdout
    assert f"{len(tests)} passed" in whole.stdout


@pytest.mark.parametrize("sabotage", SABOTAGES, ids=lambda sabotage: sabotage.promise.replace(" ", "-"))
def test_the_guard_notices(sabotage: Sabotage, caught: dict[str, subprocess.CompletedProcess[str]]) -> None:
    result = caught[sabotage.promise]
    assert result.returncode == 1, result.stdout  # 1: a test failed; anything else is not the guard's doing
    assert "1 failed" in result.stdout


def test_every_promise_of_one_process_is_tried() -> None:
    assert {sabotage.promise.split()[0] for sabotage in SABOTAGES} == {"P1", "P2", "P3", "P4", "P5", "P6", "P7", "P10"}
