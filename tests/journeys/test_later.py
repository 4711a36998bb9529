"""Send later, and be reminded: the server keeps the time, and every tab shows what wants to be seen."""

from __future__ import annotations

import re

import pytest
from journeys.test_accessibility import violations
from playwright.sync_api import expect

SOON = """([path, id]) => document.querySelector("parlour-app").app.http
    .patch(`/${path}/${id}`, { at: new Date(Date.now() + 1500).toISOString() })"""
FIRST = """async (path) => (await document.querySelector("parlour-app").app.http.get(`/${path}`))[path][0].id"""


def bring_forward(person, path):
    """Nobody waits for an hour here."""
    person.page.evaluate(SOON, [path, person.page.evaluate(FIRST, path)])


def two(visitor, **how):
    kit, mira = visitor(**how).register("Kit"), visitor()
    mira.follow(kit.create("kitchen"), "Mira").is_at("kitchen")
    return kit, mira


def menu(person, line):
    person.page.get_by_role("button", name="Send later").click()
    person.page.get_by_role("menuitem", name=line).click()


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_a_message_is_scheduled_changed_and_goes_out_by_itself(visitor, phone):
    kit, mira = two(visitor, phone=phone)
    kit.page.get_by_role("button", name="Send later").click()
    expect(kit.page.locator(".popover")).to_contain_text("Write a message first")
    assert violations(kit.page) == []
    kit.page.keyboard.press("Escape")
    kit.page.locator("textarea").fill("Good morning")
    menu(kit, "In an hour")
    expect(kit.page.locator(".toast")).to_contain_text("It goes out")
    expect(kit.page.locator("textarea")).to_have_value("")
    menu(kit, "Scheduled messages")
    listed = kit.page.get_by_role("dialog").get_by_role("listitem")
    expect(listed).to_contain_text("Good morning")
    assert violations(kit.page) == []
    listed.get_by_role("button", name="Edit").click()
    kit.page.get_by_label("Message", exact=True).fill("Good evening")
    kit.page.get_by_role("button", name="Save").click()
    expect(kit.page.get_by_role("dialog")).to_have_count(0)
    mira.sees("Good", times=0)
    bring_forward(kit, "scheduled")
    mira.sees("Good evening")
    kit.sees("Good evening")
    kit.page.reload()
    kit.is_in()
    kit.sees("Good evening")


def test_what_waits_can_be_sent_at_once_or_given_up(visitor):
    kit, mira = two(visitor)
    for words in ("Today please", "Never please"):
        kit.page.locator("textarea").fill(words)
        menu(kit, "Tomorrow")
        expect(kit.page.locator("textarea")).to_have_value("")
    menu(kit, "Scheduled messages")
    listed = kit.page.get_by_role("dialog").get_by_role("listitem")
    listed.filter(has_text="Today").get_by_role("button", name="Send now").click()
    mira.sees("Today please")
    expect(listed).to_have_count(1)
    listed.get_by_role("button", name="Delete").click()
    expect(kit.page.get_by_role("dialog")).to_contain_text("None. Write a message")
    mira.sees("Never", times=0)


def test_a_time_of_ones_own_is_chosen_and_one_that_is_over_is_refused(visitor):
    kit, _ = two(visitor)
    kit.page.locator("textarea").fill("Happy birthday")
    menu(kit, "Choose a time")
    at = kit.page.get_by_label("Goes out")
    at.fill("2020-01-01T10:00")
    kit.page.get_by_role("button", name="Schedule").click()
    expect(kit.page.get_by_role("dialog")).to_contain_text("Choose a time that is still to come")
    expect(at).to_be_focused()
    expect(kit.page.locator("textarea#composer")).to_have_value("Happy birthday")
    kit.forgive(re.compile("400"))  # the refusal
    at.fill(kit.page.evaluate("new Date(Date.now() + 864e5).toISOString().slice(0, 16)"))
    kit.page.get_by_role("button", name="Schedule").click()
    expect(kit.page.get_by_role("dialog")).to_have_count(0)
    expect(kit.page.locator("textarea#composer")).to_have_value("")


def test_who_has_left_keeps_what_was_not_sent_and_is_told(visitor):
    kit, mira = two(visitor)
    mira.page.locator("textarea").fill("See you there")
    menu(mira, "In an hour")
    expect(mira.page.locator(".toast")).to_contain_text("It goes out")
    mira.create("study")
    mira.page.evaluate("document.querySelector('parlour-app').app.http.delete('/memberships/1')")
    bring_forward(mira, "scheduled")
    told = mira.page.locator(".toast", has_text="was not sent")
    expect(told).to_contain_text("You were not in the room any more.", timeout=10_000)
    assert violations(mira.page) == []
    mira.page.reload()
    mira.is_in()
    told.get_by_role("button", name="Delete").click()
    expect(told).to_have_count(0)
    kit.sees("See you there", times=0)


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_a_reminder_rings_in_every_tab_and_stays_until_it_is_done_with(visitor, phone):
    kit, mira = two(visitor, phone=phone)
    mira.say("The cake is in the **oven**")
    kit.sees_stored("oven")
    kit.do("Remind me", "oven")
    assert violations(kit.page) == []
    kit.page.get_by_label("A word to yourself").fill("take it out")
    kit.page.get_by_role("button", name="Remind me").click()
    expect(kit.page.get_by_role("dialog")).to_have_count(0)
    other = kit.another_tab()
    bring_forward(kit, "reminders")
    for tab in (kit, other):
        rung = tab.page.locator(".toast", has_text="take it out")
        expect(rung).to_contain_text("Mira: The cake is in the oven", timeout=10_000)
    assert violations(kit.page) == []
    other.page.locator(".toast").get_by_role("button", name="In 20 minutes").click()
    expect(kit.page.locator(".toast", has_text="take it out")).to_have_count(0)
    bring_forward(kit, "reminders")
    rung = kit.page.locator(".toast", has_text="take it out")
    expect(rung).to_be_visible(timeout=10_000)
    kit.page.reload()
    kit.is_in()
    rung.get_by_role("button", name="Done").click()
    expect(rung).to_have_count(0)
    expect(other.page.locator(".toast", has_text="take it out")).to_have_count(0)
    expect(mira.page.locator(".toast")).to_have_count(0)
