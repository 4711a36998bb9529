"""The documents name everything that is there, and nothing that is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from house import places
from msgspec import Struct

import parlour
from parlour.cli import main
from parlour.errors import Problem
from parlour.settings import SETTINGS
from parlour.wire import CLIENT_EVENTS, SERVER_EVENTS

DOCS = places.ROOT / "docs"
PAGES = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "STYLE.md", "SECURITY.md"]
DOCUMENTS = [
    "architecture",
    "protocol",
    "api",
    "decisions",
    "self-hosting",
    "benchmarks",
    "engine",
    "bots",
    "reliability",
    "export",
    "guide",
]


@pytest.mark.parametrize("page", [*PAGES, "LICENSE", *(f"docs/{name}.md" for name in DOCUMENTS)])
def test_the_document_is_there(page: str) -> None:
    assert (places.ROOT / page).read_text().strip()


def test_every_setting_is_explained_and_no_other() -> None:
    assert set(first_cells("self-hosting", "Settings")) == {setting.name for setting in SETTINGS}


def test_no_variable_is_named_that_is_not_read() -> None:
    known = {setting.variable for setting in SETTINGS} | {"PARLOUR_CONFIG"}
    named = {name for page in DOCS.glob("*.md") for name in re.findall(r"\bPARLOUR_[A-Z_]+\b", page.read_text())}
    assert named <= known


@pytest.mark.parametrize(
    ("title", "events"), [("Client to server", CLIENT_EVENTS), ("Server to client", SERVER_EVENTS)]
)
def test_the_protocol_page_lists_the_events_and_their_fields(title: str, events: dict[str, type[Struct]]) -> None:
    assert listed(title) == {name: set(struct.__struct_fields__) for name, struct in events.items()}


def test_the_error_codes_are_listed() -> None:
    listed = (DOCS / "protocol.md").read_text() + (DOCS / "api.md").read_text()
    assert {problem.code for problem in family(Problem)} <= set(re.findall(r"`(\w+)`", listed))


def family(problem: type[Problem]) -> list[type[Problem]]:
    return [problem, *(one for child in problem.__subclasses__() for one in family(child))]


def section(page: str, title: str) -> str:
    """The text under a `## title`."""
    parts = re.split(r"^## ", (DOCS / f"{page}.md").read_text(), flags=re.M)
    [text] = [part for part in parts if part.startswith(f"{title}\n")]
    return text


def first_cells(page: str, title: str) -> list[str]:
    return re.findall(r"^\| `(\w+)` \|", section(page, title), re.M)


def listed(title: str) -> dict[str, set[str]]:
    """Read a table of `| event | payload |`: the names in the payload, without what stands in brackets."""
    rows = re.findall(r"^\| `(\w+)` \| ([^|]*) \|", section("protocol", title), re.M)
    return {name: set(re.findall(r"`(\w+)\??`", re.sub(r"\([^)]*\)", "", payload))) for name, payload in rows}


def test_every_command_in_the_operators_page_is_one_with_its_flags() -> None:
    named = re.findall(r"^ {4}(?:.* )?parlour ([a-z]+)((?: [^ &\n]+)*)", (DOCS / "self-hosting.md").read_text(), re.M)
    assert {command for command, _ in named} >= {"backup", "restore", "upgrade", "move"}
    known = {name: {flag for one in command.params for flag in one.opts} for name, command in main.commands.items()}
    assert [(name, words) for name, words in named if not set(re.findall(r" (--[a-z]+)", words)) <= known[name]] == []


def test_the_changelog_has_this_version() -> None:
    assert f"## {parlour.__version__}" in (places.ROOT / "CHANGELOG.md").read_text()


def test_links_between_documents_lead_somewhere() -> None:
    pages = [*(places.ROOT / page for page in PAGES), *DOCS.glob("*.md")]
    assert [
        f"{page.name}: {link}" for page in pages for link in local_links(page) if not (page.parent / link).exists()
    ] == []


def local_links(page: Path) -> list[str]:
    found = re.findall(r"\]\(([^)\s]+)\)", page.read_text())
    return [link.partition("#")[0] for link in found if "://" not in link and not link.startswith(("#", "mailto:"))]
