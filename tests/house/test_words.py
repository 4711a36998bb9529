"""Words that are not used: empty names, dangerous calls, addresses of registries, work left without an owner."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from house import places

EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "base", "manager", "service", "misc", "core"}
UNSAFE_MODULES = {"pickle", "marshal", "shelve", "dill", "cloudpickle"}
UNSAFE_CALLS = {"eval", "exec", "compile", "__import__", "render_template_string", "unsafe_load"}
# Put together here, so that this file does not find itself.
REGISTRIES = [
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "npmjs" + ".org",
    "npmjs" + ".com",
    "/opt/" + "pypi",
    "/opt/" + "wheels",
]
UNOWNED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b(?!\([a-z#][\w#-]*\))")
TEXT = {
    ".py",
    ".js",
    ".ts",
    ".css",
    ".html",
    ".md",
    ".toml",
    ".yaml",
    ".yml",
    ".json",
    ".lock",
    ".txt",
    ".sh",
    ".ini",
    ".mako",
    "",
}


def texts() -> list[Path]:
    return [path for path in places.tracked() if path.suffix in TEXT and not path.is_symlink()]


def test_no_file_has_an_empty_name() -> None:
    paths = places.modules() + places.own_files(".js") + places.own_files(".css")
    assert [places.name_of(path) for path in paths if EMPTY_NAMES & {path.stem, path.parent.name}] == []


@pytest.mark.parametrize("path", places.modules(), ids=places.name_of)
def test_nothing_is_run_that_came_as_data(path: Path) -> None:
    assert [word for node in ast.walk(ast.parse(path.read_text())) for word in unsafe(node)] == []


def unsafe(node: ast.AST) -> list[str]:
    """Return what in this node could run data; `re.compile` is not Python's compile."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names if alias.name in UNSAFE_MODULES]
    if isinstance(node, ast.ImportFrom):
        names = [node.module or "", *(alias.name for alias in node.names)]
        return [name for name in names if name in UNSAFE_MODULES | {"render_template_string"}]
    if not isinstance(node, ast.Call):
        return []
    called = ast.unparse(node.func)
    return [called] if called in UNSAFE_CALLS | {"yaml.load", "flask.render_template_string"} else []


def test_no_file_names_the_address_of_a_registry() -> None:
    assert [places.name_of(path) for path in texts() if any(name in path.read_text() for name in REGISTRIES)] == []


def test_no_file_names_a_folder_of_the_machine_it_was_written_on() -> None:
    traces = ["/" + "work/", "/" + "root/", "/" + "home/"]
    ours = [path for path in texts() if "vendor" not in path.parts]
    assert [places.name_of(path) for path in ours if any(trace in path.read_text() for trace in traces)] == []


def test_work_left_over_has_an_owner() -> None:
    ours = [path for path in texts() if "vendor" not in path.parts and path.suffix != ".lock"]
    assert [places.name_of(path) for path in ours if UNOWNED.search(path.read_text())] == []
