"""People react to what was said: by chip, by picker, by keyboard; both see the same, also after an absence."""

from __future__ import annotations

import pytest
from journeys.test_accessibility import violations
from playwright.sync_api import expect

THUMB, PARTY = "\U0001f44d", "\U0001f389"


def chip(person, words, emoji):
    return person.page.locator("article", has_text=words).locator(".reaction", has_text=emoji)


def pick(person, words, emoji):
    person.do("React", words)
    person.page.get_by_role("option").filter(has_text=emoji).first.click()
    expect(person.page.get_by_role("listbox", name="Emoji")).to_have_count(0)


def two(visitor, **how):
    kit, mira = visitor(**how).register("Kit"), visitor()
    mira.follow(kit.create("kitchen"), "Mira").is_at("kitchen")
    kit.say("Cake in the kitchen")
    mira.sees_stored("Cake in the kitchen")
    kit.sees_stored("Cake in the kitchen")
    return kit, mira


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_two_people_react_and_both_see_who_did(visitor, phone):
    kit, mira = two(visitor, phone=phone)
    pick(kit, "Cake", THUMB)
    shown = chip(mira, "Cake", THUMB)
    expect(shown).to_have_attribute("aria-pressed", "false")
    expect(shown).to_have_attribute("title", "Kit")
    shown.click()
    expect(chip(kit, "Cake", THUMB)).to_have_attribute("aria-label", f"{THUMB} 2: You and Mira")
    pick(mira, "Cake", PARTY)
    expect(kit.page.locator(".reaction .emoji")).to_have_text([THUMB, PARTY])
    chip(kit, "Cake", THUMB).click()
    expect(shown.locator(".reaction__count")).to_have_text("1")
    expect(chip(kit, "Cake", THUMB)).to_have_attribute("aria-pressed", "false")
    box = chip(kit, "Cake", THUMB).bounding_box()
    assert box["height"] >= 24
    assert box["width"] >= 24


def test_a_double_press_is_one_reaction(visitor):
    kit, mira = two(visitor)
    pick(mira, "Cake", THUMB)
    chip(kit, "Cake", THUMB).evaluate("(button) => { button.click(); button.click(); }")
    expect(chip(mira, "Cake", THUMB).locator(".reaction__count")).to_have_text("2")
    kit.say("after")
    mira.sees_stored("after")
    expect(chip(kit, "Cake", THUMB)).to_have_attribute("aria-pressed", "true")


def test_by_keyboard_alone(visitor):
    kit, mira = two(visitor)
    keyboard, line = kit.page.keyboard, kit.page.locator("article")
    line.focus()
    keyboard.press("+")
    field = kit.page.get_by_role("combobox", name="Find an emoji")
    expect(field).to_be_focused()
    keyboard.press("Escape")
    expect(field).to_have_count(0)
    expect(line).to_be_focused()
    keyboard.press("+")
    field.fill("celebrate")
    keyboard.press("Enter")
    expect(chip(mira, "Cake", PARTY)).to_be_visible()
    line.focus()
    keyboard.press("+")
    expect(kit.page.get_by_role("option").first).to_have_text(PARTY)  # used lately
    keyboard.press("ArrowRight")
    keyboard.press("Enter")
    expect(chip(mira, "Cake", THUMB)).to_be_visible()


def test_without_a_connection_nothing_is_promised_and_what_was_missed_comes(visitor):
    kit, mira = two(visitor)
    pick(mira, "Cake", THUMB)
    expect(chip(kit, "Cake", THUMB)).to_be_visible()
    kit.context.set_offline(True)
    expect(kit.page.locator('parlour-status [data-state="offline"]')).to_be_attached()
    chip(kit, "Cake", THUMB).click()
    expect(kit.page.locator(".toast")).to_contain_text("when you are connected again")
    expect(chip(kit, "Cake", THUMB).locator(".reaction__count")).to_have_text("1")
    pick(mira, "Cake", PARTY)
    kit.context.set_offline(False)
    kit.is_connected()
    expect(chip(kit, "Cake", PARTY)).to_be_visible()
    kit.page.reload()
    kit.is_in()
    expect(kit.page.locator(".reaction .emoji")).to_have_text([THUMB, PARTY])
    kit.forgive()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_reactions_the_menu_and_the_picker_are_open_to_everybody(visitor, phone, theme):
    kit, _ = two(visitor, phone=phone, theme=theme)
    pick(kit, "Cake", THUMB)
    assert violations(kit.page) == []
    for opener in ("React", "More"):
        line = kit.page.locator("article")
        line.tap() if phone else line.hover()
        line.get_by_role("button", name=opener, exact=True).click()
        expect(kit.page.locator(".popover")).to_be_visible()
        assert violations(kit.page) == []
        kit.page.keyboard.press("Escape")
        expect(kit.page.locator(".popover")).to_have_count(0)
