"""The browser's types cannot drift from the server's structs."""

from __future__ import annotations

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_types_of_the_wire_are_current():
    spec = importlib.util.spec_from_file_location("wire_types", ROOT / "tools/wire_types.py")
    written = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(written)
    assert written.TARGET.read_text() == written.rendered(), "run: python tools/wire_types.py"
