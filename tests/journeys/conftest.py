"""Real browsers. Each story ends with the question whether any browser complained."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from journeys.visitor import Visitor
from playwright.sync_api import Browser, sync_playwright
from running import Running

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")  # while it lives its loop runs, and no async test could
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    assert chromium, "chromium is missing: apt-get install chromium"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def visitor(browser: Browser, server: Running) -> Iterator[Callable[..., Visitor]]:
    """Make visitors; at the end none of their browsers may have complained."""
    made: list[Visitor] = []

    def make(**how: object) -> Visitor:
        made.append(Visitor(browser, server.url, **how))  # type: ignore[arg-type]
        return made[-1]

    yield make
    complaints = [complaint for each in made for complaint in each.complaints]
    for each in made:
        each.context.close()
    assert complaints == []
