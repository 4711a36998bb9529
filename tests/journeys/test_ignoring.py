"""Kit ignores Mira: her words are folded, her direct messages are not counted, and she learns nothing of it."""

from __future__ import annotations

from playwright.sync_api import expect


def test_what_an_ignored_person_says_is_folded_and_not_counted(visitor):
    kit, mira = visitor().register("Kit"), visitor()
    code = kit.create("kitchen")
    mira.register("Mira").join(code)
    mira.is_at("kitchen")
    mira.say("First words")
    kit.sees("First words")
    kit.page.get_by_role("complementary").get_by_role("button", name="Mira", exact=True).click()
    kit.page.get_by_role("button", name="Ignore").click()
    expect(kit.page.get_by_role("button", name="Stop ignoring")).to_be_visible()
    kit.page.keyboard.press("Escape")
    kit.sees("First words", times=0)
    kit.sees("Message from somebody you ignore")
    mira.page.get_by_role("button", name="Message Kit").click()
    mira.is_at("Kit")
    mira.say("Do you hear me?")
    mira.sees_stored("Do you hear me?")
    link = kit.page.get_by_role("navigation", name="Rooms").get_by_role("link", name="Mira")
    expect(link).to_be_visible()
    expect(link).not_to_contain_text("unread")
    assert kit.page.title() == "kitchen - Parlour"
    kit.page.get_by_role("button", name="Show", exact=True).click()
    kit.sees("First words")
    kit.page.reload()
    kit.is_connected()
    kit.sees("Message from somebody you ignore")
    kit.page.get_by_role("button", name="Settings").click()
    kit.page.get_by_role("button", name="Hear Mira again").click()
    kit.page.keyboard.press("Escape")
    kit.sees("First words")
    expect(link).to_contain_text("1 unread")
