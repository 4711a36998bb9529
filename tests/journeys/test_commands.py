"""Lines that begin with a slash, and the help that lists every key and command."""

from __future__ import annotations

import pytest
from journeys.test_accessibility import violations
from playwright.sync_api import expect


def two(visitor, **how):
    kit, mira = visitor(**how).register("Noor"), visitor()
    mira.follow(kit.create("kitchen"), "Mira").is_at("kitchen")
    return kit, mira


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_commands_say_and_do_things_and_mistakes_stay_to_be_mended(visitor, phone):
    kit, mira = two(visitor, phone=phone)
    field = kit.page.locator("textarea#composer")
    kit.say("/me puts the kettle on")
    expect(mira.page.locator("article em")).to_have_text("puts the kettle on")
    kit.say("/shrug who knows")
    mira.sees("who knows \u00af\\_(\u30c4)_/\u00af")
    kit.say("//me is a command")
    mira.sees("/me is a command")
    kit.say("/nothing of that kind")
    expect(kit.page.locator(".toast")).to_contain_text("There is no command /nothing")
    expect(field).to_have_value("/nothing of that kind")
    field.fill("")
    kit.say("/msg Mira psst")
    expect(kit.page.locator(".toast").last).to_contain_text("Written to Mira")
    kit.is_at("kitchen")
    expect(field).to_have_value("")
    mira.go_to("Noor")
    mira.sees("psst")
    kit.say("/status \U0001f375 tea")
    expect(kit.page.locator(".toast").last).to_contain_text("Your status is set")
    kit.say("/leave")
    expect(kit.page.get_by_role("dialog")).to_contain_text("Leave kitchen?")


def test_commands_are_found_while_one_types(visitor):
    kit, _ = two(visitor)
    field = kit.page.locator("textarea#composer")
    field.press_sequentially("/s")
    listed = kit.page.get_by_role("listbox", name="Commands")
    expect(listed.get_by_role("option")).to_have_count(4)
    assert violations(kit.page) == []
    field.press("ArrowDown")
    expect(listed.locator('[aria-selected="true"]')).to_contain_text("/shortcuts")
    field.press("Escape")
    expect(listed).to_have_count(0)
    expect(field).to_have_value("/s")
    field.press_sequentially("t")
    field.press("Tab")
    expect(field).to_have_value("/status ")
    field.fill("/shor")
    field.press("Enter")
    expect(field).to_have_value("/shortcuts")
    field.press("Enter")
    expect(kit.page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    expect(field).to_have_value("")


def test_the_search_and_a_reminder_begin_with_what_was_written(visitor):
    kit, mira = two(visitor)
    mira.say("There is cake in the kitchen")
    kit.sees_stored("There is cake")
    kit.say("/search cake")
    expect(kit.page.get_by_role("dialog").get_by_role("option")).to_contain_text("There is cake")
    kit.page.keyboard.press("Escape")
    kit.say("/remind the cake")
    expect(kit.page.get_by_label("Of what")).to_have_value("the cake")
    kit.page.keyboard.press("Escape")
    kit.say("/remind in 20 minutes the cake")
    expect(kit.page.locator(".toast")).to_contain_text("You will be reminded")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_the_help_lists_every_key_and_command_and_opens_by_key(visitor, phone, theme):
    kit, mira = two(visitor, phone=phone, theme=theme)
    mira.say("hello")
    kit.sees_stored("hello")
    field, opened = kit.page.locator("textarea#composer"), kit.page.get_by_role("dialog", name="Keyboard shortcuts")
    field.press_sequentially("really?")
    expect(opened).to_have_count(0)
    field.press("Control+/")
    expect(opened).to_contain_text("Jump to a room or a person")
    expect(opened).to_contain_text("/remind")
    assert violations(kit.page) == []
    kit.page.keyboard.press("Escape")
    expect(opened).to_have_count(0)
    kit.page.locator("article").first.focus()
    kit.page.keyboard.press("?")
    expect(opened).to_be_visible()
