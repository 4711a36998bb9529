"""Runs the unit tests of the browser's models in Node."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent


def test_the_models_of_the_browser_hold():
    node = shutil.which("node")
    assert node, "nodejs is missing: apt-get install nodejs"
    files = sorted(str(path) for path in HERE.glob("*.test.js"))
    command = [node, "--import", str(HERE / "resolve.js"), "--test", "--test-reporter=spec", *files]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
