"""A poll is asked, answered by two people, and closed; by pointer, by keyboard, on a phone."""

from __future__ import annotations

import re

import pytest
from journeys.test_accessibility import violations
from playwright.sync_api import expect


def two(visitor, **how):
    kit, mira = visitor(**how).register("Kit"), visitor()
    mira.follow(kit.create("kitchen"), "Mira").is_at("kitchen")
    return kit, mira


def option(person, name):
    return person.page.locator(".poll .choice", has_text=name)


def has(person, name, votes):
    expect(option(person, name)).to_contain_text(re.compile(rf"{name}\s*{votes} vote"))


def ask(person, question="What is for lunch?", *ticks):
    person.page.locator("textarea#composer").fill(f"/poll {question}\nPizza\nSushi\nSoup")
    person.page.locator("textarea#composer").press("Enter")
    for tick in ticks:
        person.page.get_by_label(tick).check()
    person.page.get_by_role("button", name="Ask", exact=True).click()
    expect(person.page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_two_people_vote_and_both_see_who_did(visitor, phone):
    kit, mira = two(visitor, phone=phone)
    kit.page.get_by_role("button", name="Send later").click()
    kit.page.get_by_role("menuitem", name="New poll").click()
    kit.page.get_by_label("Question").fill("What is for **lunch**?")
    kit.page.get_by_label("Options").fill("Pizza")
    kit.page.get_by_role("button", name="Ask", exact=True).click()
    expect(kit.page.get_by_role("dialog")).to_contain_text("Write two to ten options")
    kit.page.get_by_label("Options").fill("Pizza\nSushi")
    assert violations(kit.page) == []
    kit.page.get_by_role("button", name="Ask", exact=True).click()
    option(mira, "Sushi").click()
    expect(option(kit, "Sushi")).to_have_text(re.compile(r"Sushi\s*1 vote, 100 %"))
    option(kit, "Pizza").click()
    has(mira, "Pizza", 1)
    expect(option(mira, "Sushi")).to_have_attribute("aria-pressed", "true")
    expect(mira.page.locator(".poll > p")).to_have_text("2 people have voted")
    mira.page.locator(".poll details summary").click()
    expect(mira.page.locator(".poll details")).to_contain_text("Kit")
    assert violations(kit.page) == []
    assert violations(mira.page) == []
    option(mira, "Pizza").click()
    has(kit, "Pizza", 2)
    kit.page.get_by_role("button", name="Close this poll").click()
    expect(mira.page.locator(".poll > p")).to_contain_text("closed")
    option(mira, "Sushi").click(force=True)
    kit.page.reload()
    kit.is_in()
    has(kit, "Pizza", 2)
    expect(mira.page.get_by_role("button", name="Close this poll")).to_have_count(0)


def test_several_answers_without_names_and_ones_own_are_known_after_a_reload(visitor):
    kit, mira = two(visitor)
    ask(kit, "Which days?", "Several can be chosen", "Anonymous")
    for name in ("Pizza", "Soup"):
        option(mira, name).click()
        has(kit, name, 1)
    expect(kit.page.locator(".poll > p")).to_have_text("1 person has voted, several can be chosen, anonymous")
    expect(kit.page.locator(".poll details")).to_have_count(0)
    mira.page.reload()
    mira.is_in()
    expect(option(mira, "Soup")).to_have_attribute("aria-pressed", "true")
    expect(option(mira, "Sushi")).to_have_attribute("aria-pressed", "false")
    option(mira, "Soup").click()
    has(kit, "Soup", 0)


def test_by_keyboard_and_after_an_absence(visitor):
    kit, mira = two(visitor)
    ask(kit)
    option(mira, "Sushi").focus()
    mira.page.keyboard.press("Enter")
    has(kit, "Sushi", 1)
    kit.context.set_offline(True)
    expect(kit.page.locator('parlour-status [data-state="offline"]')).to_be_attached()
    option(kit, "Pizza").click()
    expect(kit.page.locator(".toast")).to_contain_text("when you are connected again")
    mira.page.keyboard.press("Tab")
    mira.page.keyboard.press("Space")
    expect(option(mira, "Soup")).to_have_attribute("aria-pressed", "true")
    kit.context.set_offline(False)
    kit.is_connected()
    has(kit, "Soup", 1)
    has(kit, "Sushi", 0)
    kit.forgive()
