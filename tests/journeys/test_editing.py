"""What was said is put right or taken back, also for whoever was away meanwhile."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_a_message_is_edited_and_deleted_and_everybody_sees_it(visitor, phone):
    kit, mira = visitor(phone=phone).register("Kit"), visitor()
    mira.follow(kit.create("kitchen"), "Mira").is_at("kitchen")
    kit.say("The kettel is on.")
    kit.say("A secret")
    mira.sees_stored("A secret")
    kit.do("Edit", "The kettel is on.")
    text = kit.page.get_by_role("dialog").get_by_label("Message")
    expect(text).to_have_value("The kettel is on.")
    text.fill("The **kettle** is on.")
    kit.page.get_by_role("button", name="Save").click()
    mira.sees("The kettle is on.")
    expect(mira.page.locator("article strong")).to_have_text("kettle")
    expect(mira.page.locator(".message__edited")).to_have_text("edited")
    kit.do("Delete", "A secret")
    kit.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    mira.sees("This message was deleted.")
    mira.sees("A secret", times=0)
    assert len(mira.messages()) == len(kit.messages()) == 2


def test_others_messages_cannot_be_changed_but_deleted_by_the_rooms_owner(visitor):
    kit, mira = visitor().register("Kit"), visitor()
    mira.follow(kit.create("kitchen"), "Mira").is_at("kitchen")
    kit.say("from Kit")
    mira.say("from Mira")
    kit.sees_stored("from Mira")
    mira.sees_stored("from Kit")
    tools = mira.page.locator("article", has_text="from Kit").locator(".message__tools button")
    expect(tools).to_have_count(3)
    for place, label in enumerate(("React", "Reply", "More")):
        expect(tools.nth(place)).to_have_attribute("aria-label", label)
    delete = kit.tool("Delete", "from Mira")
    expect(kit.page.get_by_role("menuitem", name="Edit")).to_have_count(0)
    delete.click()
    kit.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    mira.sees("from Mira", times=0)


def test_the_menu_of_a_message_is_walked_by_keyboard(visitor):
    kit = visitor().register("Kit")
    kit.create("kitchen")
    kit.say("The kettle is on.")
    kit.sees_stored("The kettle is on.")
    line, keyboard = kit.page.locator("article"), kit.page.keyboard
    line.focus()
    more = line.get_by_role("button", name="More")
    more.focus()
    keyboard.press("Enter")
    items = kit.page.get_by_role("menuitem")
    expect(items.first).to_be_focused()
    keyboard.press("ArrowUp")
    expect(items.last).to_be_focused()
    keyboard.press("ArrowDown")
    expect(items.first).to_be_focused()
    keyboard.press("Escape")
    expect(items).to_have_count(0)
    expect(more).to_be_focused()
    line.focus()
    keyboard.press("e")
    expect(kit.page.get_by_role("dialog").get_by_label("Message")).to_have_value("The kettle is on.")
