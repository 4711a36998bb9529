"""The menu of a message opens and closes with its button."""

from __future__ import annotations

from playwright.sync_api import expect


def test_the_button_that_opened_a_menu_closes_it(visitor):
    kit = visitor().register("Kit")
    kit.create("kitchen")
    kit.say("a word")
    kit.sees_stored("a word")
    line = kit.page.locator("article", has_text="a word")
    for deed in ("More", "React"):
        line.hover()
        button = line.get_by_role("button", name=deed, exact=True)
        for _ in range(2):
            button.click()
            expect(button).to_have_attribute("aria-expanded", "true")
            button.click()
            expect(button).not_to_have_attribute("aria-expanded", "true")
            expect(kit.page.locator(".popover")).to_have_count(0)
