"""docs/reliability.md names tests that exist, one at least for each promise of one process."""

from __future__ import annotations

import ast
import re

from house import places

PAGE = places.ROOT / "docs" / "reliability.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def defined(file: str) -> set[str]:
    tree = ast.parse((places.ROOT / file).read_text())
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return {node.name for node in tree.body if isinstance(node, kinds)}


def test_every_test_that_is_named_exists() -> None:
    named = NAMED.findall(PAGE.read_text())
    assert len(named) > 30
    assert [f"{file}::{name}" for file, name in named if name not in defined(file)] == []


def test_every_promise_names_its_guards() -> None:
    rows = re.findall(r"^\| (P\d+) \|(.*)$", PAGE.read_text(), re.M)
    assert [name for name, _ in rows] == ["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P10"]
    assert [name for name, rest in rows if not NAMED.search(rest)] == []
