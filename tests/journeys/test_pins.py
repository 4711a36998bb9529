"""What matters is pinned, and everybody in the room finds it."""

from __future__ import annotations

import pytest
from journeys.test_accessibility import violations
from playwright.sync_api import expect


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_a_message_is_pinned_found_by_another_and_taken_down(visitor, phone):
    kit, mira = visitor().register("Kit"), visitor(phone=phone)
    mira.follow(kit.create("kitchen"), "Mira").is_at("kitchen")
    mira.page.get_by_role("button", name="Pinned messages").click()
    expect(mira.page.get_by_role("dialog")).to_contain_text("Nothing is pinned here yet")
    mira.page.keyboard.press("Escape")
    kit.say("The **wifi** code is on the fridge")
    for n in range(20):
        mira.say(f"Thanks {n}")
    kit.sees_stored("Thanks 19")
    kit.do("Pin", "wifi")
    expect(mira.page.locator(".message__pinned")).to_have_text("Pinned by Kit")
    mira.page.get_by_role("button", name="Pinned messages").click()
    listed = mira.page.get_by_role("dialog").get_by_role("listitem")
    expect(listed.locator("strong")).to_have_text("wifi")
    expect(listed.get_by_role("button", name="Unpin")).to_have_count(0)  # neither hers, nor her pin
    assert violations(mira.page) == []
    listed.get_by_role("button", name="Show it in the conversation").click()
    line = mira.page.locator("article", has_text="wifi")
    expect(line).to_be_focused()
    expect(line).to_be_in_viewport()
    kit.page.get_by_role("button", name="Pinned messages").click()
    kit.page.get_by_role("dialog").get_by_role("button", name="Unpin").click()
    expect(kit.page.get_by_role("dialog")).to_contain_text("Nothing is pinned here yet")
    expect(mira.page.locator(".message__pinned")).to_have_count(0)


def test_the_list_of_pins_follows_what_others_do(visitor):
    kit, mira = visitor().register("Kit"), visitor()
    mira.follow(kit.create("kitchen"), "Mira").is_at("kitchen")
    kit.say("The wifi code is on the fridge")
    kit.say("Bins go out on Monday")
    kit.sees_stored("Bins go out")
    mira.page.get_by_role("button", name="Pinned messages").click()
    dialog = mira.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Nothing is pinned here yet")
    kit.do("Pin", "wifi")
    expect(dialog.get_by_role("listitem")).to_have_count(1)
    kit.do("Pin", "Bins")
    expect(dialog.get_by_role("listitem")).to_have_count(2)
    kit.do("Unpin", "wifi")
    expect(dialog.get_by_role("listitem")).to_contain_text(["Bins go out"])
