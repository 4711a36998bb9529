"""Small things stay small. An exception is a line with its reason in docs/decisions.md."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path
from statistics import median

from house import places


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def too_big(sizes: Iterable[tuple[str, int]], limit: int) -> list[str]:
    granted = places.exceptions()
    return [f"{name}: {size}" for name, size in sizes if size > limit and name.partition("::")[0] not in granted]


def test_no_module_is_longer_than_300_lines() -> None:
    assert too_big(((places.name_of(path), lines(path)) for path in places.modules()), 300) == []


def test_modules_are_short_in_the_median() -> None:
    assert median(lines(path) for path in places.modules()) <= 110


def test_no_function_is_longer_than_30_lines() -> None:
    assert too_big(function_sizes(), 30) == []


def test_functions_are_short_in_the_median() -> None:
    assert median(size for _, size in function_sizes()) <= 6


def test_no_function_takes_more_than_6_parameters() -> None:
    assert too_big(parameters(), 6) == []


def test_a_module_knows_few_others_of_ours() -> None:
    known = {places.name_of(path): own_imports(path) for path in places.modules() if path.name != "server.py"}
    assert too_big(known.items(), 8) == []


def test_no_script_is_longer_than_200_lines() -> None:
    assert too_big(((places.name_of(path), lines(path)) for path in places.own_files(".js")), 200) == []


def test_scripts_are_short_in_the_median() -> None:
    assert median(lines(path) for path in places.own_files(".js")) <= 60


def test_no_stylesheet_is_longer_than_300_lines() -> None:
    assert too_big(((places.name_of(path), lines(path)) for path in places.own_files(".css")), 300) == []


def test_the_commands_are_no_longer_than_30_lines() -> None:
    commands = [path for path in (places.ROOT / "bin").iterdir() if path.is_file()]
    assert too_big(((places.name_of(path), lines(path)) for path in commands), 30) == []


def test_the_readme_is_no_longer_than_60_lines() -> None:
    assert lines(places.ROOT / "README.md") <= 60


def function_sizes() -> list[tuple[str, int]]:
    """How long each is; a migration is history, and as long as its tables."""
    return [
        (f"{places.name_of(path)}::{function.name}", places.body_length(function))
        for path in places.modules()
        if "migrations" not in path.parts
        for function in places.functions(path)
    ]


def parameters() -> list[tuple[str, int]]:
    """How many each function takes, self and cls not counted."""
    found = []
    for path in places.modules():
        for function in places.functions(path):
            taken = function.args.posonlyargs + function.args.args + function.args.kwonlyargs
            count = len([one for one in taken if one.arg not in ("self", "cls")])
            found.append((f"{places.name_of(path)}::{function.name}", count))
    return found


def own_imports(path: Path) -> int:
    """Count the modules of ours that a module names at its top; what is needed for types alone does not count."""
    known = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.Import):
            known |= {alias.name for alias in node.names if alias.name.startswith("parlour")}
        elif isinstance(node, ast.ImportFrom) and (node.module == "parlour" or node.level):
            known |= {f"parlour.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("parlour."):
            known.add(str(node.module))
    return len(known)
