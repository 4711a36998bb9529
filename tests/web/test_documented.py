"""docs/api.md names every route, status and limit that there is, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask

from parlour.errors import Problem
from parlour.throttle import RULES

TEXT = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
SOCKET_ONLY = {"typing"}


def test_every_route_and_page_is_listed_and_no_other(app: Flask) -> None:
    rules = app.url_map.iter_rules()
    there = {f"{method} {rule.rule}" for rule in rules for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
    listed = set(re.findall(r"^\| `([A-Z]+ /[^`]*)` \|", TEXT, re.M))
    assert listed == {re.sub(r"<id:\w+>", "<id>", route.replace("<id:seq>", "<seq>")) for route in there}


def test_every_error_is_listed_with_its_status() -> None:
    listed = {(code, int(status)) for code, status in re.findall(r"^\| `(\w+)` \| (\d{3}) \|", TEXT, re.M)}
    assert listed == {(problem.code, problem.status) for problem in family(Problem)} - {("unknown_event", 400)}


def family(problem: type[Problem]) -> list[type[Problem]]:
    return [problem, *(one for child in problem.__subclasses__() for one in family(child))]


def test_every_limit_of_this_door_is_listed() -> None:
    rows = re.findall(r"^\| [a-z][^|`]* \| ((?:\d+ (?:a|in) [^|]*)) \|", TEXT, re.M)
    assert sorted(rows) == sorted(said(texts) for rule, texts in RULES.items() if rule not in SOCKET_ONLY)


def said(texts: tuple[str, ...]) -> str:
    return ", ".join(words(text) for text in texts)


def words(text: str) -> str:
    count, _, span = text.partition("/")
    number, unit = re.fullmatch(r"(\d*)([a-z]+)", span).groups()  # type: ignore[union-attr]
    if number:
        return f"{count} in {number} {unit}s"
    return f"{count} {'an' if unit == 'hour' else 'a'} {unit}"
