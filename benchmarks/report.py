"""What a run found, as a table on the terminal and, between its two marks, in docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import installed

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"


def table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] + ["---:"] * (len(heads) - 1), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def number(value: float) -> str:
    """Three digits that count: 1234567 is 1,230,000."""
    if value < 100:
        return f"{value:.2g}" if value < 10 else f"{value:.0f}"
    places = len(str(int(value))) - 3
    return f"{round(value, -places):,.0f}"


def machine() -> str:
    """The machine and its system in one line."""
    model = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    memory = int(Path("/proc/meminfo").read_text().split()[1]) / 2**20
    cores = len(re.findall(r"^processor", Path("/proc/cpuinfo").read_text(), re.M))
    name = model.group(1) if model else platform.machine()
    return f"{name}, {cores} cores, {memory:.0f} GiB, Linux {platform.release().split('-')[0]}"


def versions(python: Path | None, node: bool) -> str:
    """What was compared, with the versions that ran."""
    found = [f"Parlour {_parlour()}", f"Python {platform.python_version()}"]
    if python is not None:
        names = ["Flask-SocketIO", "python-socketio", "gevent", "uvicorn"]
        code = f"import importlib.metadata as m; print(', '.join(n + ' ' + m.version(n) for n in {names}))"
        found.append(_output([str(python), "-c", code]))
    if node:
        found.append(f"Node.js {_output(['node', '--version']).lstrip('v')}")
    return ", ".join(found)


def write(mark: str, text: str, *, keep: bool) -> None:
    """Print the text, and put it between the marks of that name in the page, if it is to be kept."""
    print(text)
    if not keep:
        return
    begin, end = f"<!-- {mark}: written by bin/bench -->", f"<!-- {mark}: end -->"
    page = PAGE.read_text() if PAGE.exists() else "# Benchmarks\n"
    block = f"{begin}\n{text}\n{end}"
    if begin in page:
        head, rest = page.split(begin, 1)
        page = head + block + rest.split(end, 1)[1]
    else:
        page = f"{page.rstrip()}\n\n{block}\n"
    PAGE.write_text(page)


def about(chosen: Namespace, title: str, names: set[str], where: str = "server on one core, load on the other") -> str:
    """What was measured, how often, where, and with which versions."""
    python = installed.python() if names - {"parlour", "parlour-postgresql", "node"} else None
    times = f", medians of {chosen.rounds} rounds of {chosen.seconds:g} s" if "rounds" in chosen else ""
    load = f", load average at the end {os.getloadavg()[0]:.1f}"
    return (
        f"{title}{times}; {where}.\n"
        f"Measured {datetime.now(UTC):%Y-%m-%d} on {machine()}{load};\n{versions(python, 'node' in names)}."
    )


def _parlour() -> str:
    import parlour

    commit = _output(["git", "-C", str(PAGE.parent), "rev-parse", "--short", "HEAD"])
    return f"{parlour.__version__} ({commit})" if commit else parlour.__version__


def _output(command: list[str]) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""
