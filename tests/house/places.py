"""Where the rules look: the project's own files, and the exceptions that docs/decisions.md grants."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "parlour"
STATIC = SOURCE / "web" / "static"
VENDORED = {"vendor", "icons"}


def modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def own_files(ending: str) -> list[Path]:
    """Files of the browser side that we wrote; vendored ones have their own rules."""
    return sorted(path for path in STATIC.rglob(f"*{ending}") if not VENDORED & set(path.relative_to(STATIC).parts))


def tracked() -> list[Path]:
    """Every file that is or would be committed; without git (a tarball), every file outside hidden folders."""
    command = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard"]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    if found.returncode:
        return [path for path in ROOT.rglob("*") if path.is_file() and not hidden(path)]
    return [path for name in found.stdout.splitlines() if (path := ROOT / name).is_file()]


def hidden(path: Path) -> bool:
    return any(part.startswith(".") or part == "node_modules" for part in path.relative_to(ROOT).parts)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def exceptions() -> set[str]:
    """Lines of docs/decisions.md such as `- exception: src/parlour/x.py: because ...`."""
    page = ROOT / "docs" / "decisions.md"
    return set(re.findall(r"^- exception: `?([^`:\s]+)`?:", page.read_text(), re.M)) if page.exists() else set()


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def body_length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the first statement after the docstring to the end."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
