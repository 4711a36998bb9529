"""axe-core finds nothing on any page, in both themes, at both sizes."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
WORDS = "Look: `code`, **bold**, and a [link](https://example.org)\n\n> quoted\n\n- one\n- two\n\n# Head"
EVERYTHING = WORDS + "\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\na = 1\n```"

pytestmark = pytest.mark.parametrize("theme", ["light", "dark"])


def violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_the_pages_before_the_chat(visitor, server, theme, phone):
    room = server.room(server.guest("Otto"), "attic")
    anyone = visitor(phone=phone, theme=theme)
    for path in ("/", "/login", "/register", f"/join/{room['code']}", "/join/NOPE-NOPE", server.owner_link):
        anyone.page.goto(path)
        assert violations(anyone.page) == [], path
    anyone.complaints = [complaint for complaint in anyone.complaints if "404" not in complaint]


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_the_chat_and_what_opens_over_it(visitor, theme, phone):
    kit, mira = visitor(phone=phone, theme=theme).register("Kit"), visitor()
    mira.follow(kit.create("kitchen"), "Mira")
    mira.say(EVERYTHING)
    kit.sees("Look: code")
    assert violations(kit.page) == []
    kit.page.get_by_role("button", name="Search messages").click()
    kit.page.get_by_role("dialog").wait_for()
    assert violations(kit.page) == []
    kit.page.keyboard.press("Escape")
    kit.page.get_by_role("dialog").wait_for(state="hidden")
    if phone:
        kit.show_rooms()
        assert violations(kit.page) == []
    for name in ("Create a room", "Join with a code", "Settings", "Jump to a room", "Inbox"):
        kit.page.get_by_role("button", name=name).first.click()
        kit.page.get_by_role("dialog").wait_for()
        expect(kit.page.locator('dialog [aria-disabled="true"]')).to_have_count(0)  # what it shows has come
        assert violations(kit.page) == []
        kit.page.keyboard.press("Escape")
        kit.page.get_by_role("dialog").wait_for(state="hidden")


def test_from_right_to_left(visitor, theme):
    kit = visitor(theme=theme).register("Kit")
    kit.create("kitchen")
    kit.say("shalom")
    kit.page.evaluate("document.documentElement.dir = 'rtl'")
    assert violations(kit.page) == []
    assert kit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
