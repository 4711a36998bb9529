"""Joins the page's own modules into one when the server starts: four requests for the first paint instead of seventy.

It knows the house's style and no more: imports are single lines of plain names, and nothing is exported by default.
Each module keeps a scope of its own, in which it runs once, after those it imports. Comments on lines of their own
stay behind: they are for who reads the modules.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

IMPORT = re.compile(r'^import (?:\{ ([^}]*) \} from )?"([^"]+)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:class|function|const) (\w+))", re.MULTILINE)
COMMENT = re.compile(r"^[ \t]*(?:/\*\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*\n", re.MULTILINE | re.DOTALL)
LEFT = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


class Joined(NamedTuple):
    """The one module, the names of those that are in it, and of those it imports."""

    text: str
    parts: list[str]
    needs: list[str]


def joined(entry: str, sources: Mapping[str, str]) -> Joined:
    """Join `entry` and what it imports of `sources` (text by specifier); raise `ValueError` where it cannot be done."""
    parts = _in_order(entry, sources)
    needs: dict[str, dict[str, None]] = {}
    for part in parts:
        for names, source in IMPORT.findall(sources[part]):
            if source not in sources:
                needs.setdefault(source, {}).update(dict.fromkeys(names.split(", ")))
    head = [f'import {{ {", ".join(names)} }} from "{source}";' for source, names in needs.items()]
    return Joined("\n".join([*head, *(_scoped(part, sources[part], part == entry) for part in parts)]), parts, [*needs])


def _in_order(entry: str, sources: Mapping[str, str]) -> list[str]:
    """Each after all that it imports."""
    found: dict[str, None] = {}

    def visit(name: str, above: tuple[str, ...]) -> None:
        if name in above:
            raise ValueError(f"{name} imports itself, by way of {' and '.join(above[above.index(name) + 1 :])}")
        if name in found or name not in sources:
            return
        for _, source in IMPORT.findall(sources[name]):
            visit(source, (*above, name))
        found[name] = None

    visit(entry, ())
    return list(found)


def _scoped(name: str, source: str, is_entry: bool) -> str:
    body = COMMENT.sub("", IMPORT.sub("", source))
    exports = ", ".join(EXPORT.findall(body))
    body = EXPORT.sub("", body)
    if found := LEFT.search(body):
        raise ValueError(f"{name} has a line that cannot be joined: {found[0]}")
    if is_entry:  # it may await, and exports nothing
        return f"// {name}\n{body}"
    given = f"export const {{ {exports} }} = " if exports else ""
    end = f"return {{ {exports} }};\n" if exports else ""
    return f"// {name}\n{given}(() => {{\n{body}{end}}})();"
