"""What was said is found again, in every room one is in, and one goes to where it stands."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect


def open_search(person):
    person.page.get_by_role("button", name="Search messages").click()
    expect(person.page.get_by_role("combobox", name="Search messages")).to_be_focused()


def look_for(person, words):
    person.page.get_by_role("combobox", name="Search messages").fill(words)


def hits(person):
    return person.page.locator("parlour-search .hit")


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_a_message_is_found_and_gone_to(visitor, phone):
    kit, mira = visitor().register("Kit"), visitor(phone=phone)
    mira.follow(kit.create("kitchen"), "Mira").is_at("kitchen")
    kit.say("The Kettle is on the stove.")
    kit.say("\u6771\u4eac\u90fd, see https://example.org/a?b=c")
    mira.sees_stored("The Kettle is on the stove.")
    code = kit.create("attic")
    kit.say("Kettledrums are in the attic.")
    kit.sees_stored("Kettledrums")
    open_search(mira)
    expect(mira.page.get_by_role("dialog")).to_contain_text("from:")
    look_for(mira, "kettle")
    expect(hits(mira)).to_have_count(1)
    expect(hits(mira).locator("mark")).to_have_text("Kettle")
    expect(hits(mira)).to_contain_text("kitchen")
    look_for(mira, "\u4eac")
    expect(hits(mira).locator("mark")).to_have_text("\u4eac")
    look_for(mira, "has:link in:kitchen from:kit")
    expect(hits(mira)).to_have_count(1)
    look_for(mira, "is:pinned")
    expect(mira.page.get_by_role("alert")).to_contain_text("there is is:thread")
    mira.page.keyboard.press("Escape")
    mira.join(code)
    mira.is_at("attic")
    open_search(mira)
    look_for(mira, "kettle")
    expect(hits(mira)).to_have_count(2)
    mira.page.get_by_role("button", name="Best match").click()
    expect(hits(mira).first).to_contain_text("The Kettle is on the stove.")
    mira.page.get_by_role("combobox", name="Search messages").press("Enter")
    expect(mira.page.get_by_role("dialog")).to_have_count(0)
    mira.is_at("kitchen")
    mira.sees("The Kettle is on the stove.")


def test_keys_open_it_walk_through_it_and_more_comes_by_itself(visitor):
    kit = visitor().register("Kit")
    kit.create("kitchen")
    for number in range(35):
        kit.say(f"kettle {number}")
    kit.holds(35)
    kit.page.locator("section.timeline").focus()
    kit.page.keyboard.press("/")
    expect(kit.page.get_by_role("combobox", name="Search messages")).to_be_focused()
    look_for(kit, "kettle")
    expect(hits(kit)).to_have_count(30)
    expect(kit.page.get_by_role("dialog")).to_contain_text("30 messages, and there are more")
    for _ in range(30):
        kit.page.keyboard.press("ArrowDown")
    expect(hits(kit)).to_have_count(35)
    kit.page.keyboard.press("ArrowUp")
    expect(kit.page.locator('.hit[aria-selected="true"]')).to_contain_text("kettle 6")
    kit.page.keyboard.press("Escape")
    kit.page.keyboard.press("Control+Shift+F")
    expect(hits(kit)).to_have_count(35)  # what was looked for last is still there


def test_what_was_taken_back_is_not_found_and_without_a_connection_that_is_said(visitor, server):
    kit = visitor().register("Kit")
    kit.create("kitchen")
    kit.say("a secret")
    kit.sees_stored("a secret")
    open_search(kit)
    look_for(kit, "secret")
    expect(hits(kit)).to_have_count(1)
    kit.page.keyboard.press("Escape")
    token = server.guest("Otto")
    assert server.api("GET", "/search?q=secret", token).json()["hits"] == []
    kit.do("Delete", "a secret")
    kit.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    kit.sees("a secret", times=0)
    open_search(kit)
    look_for(kit, "secret ")
    expect(kit.page.get_by_role("dialog")).to_contain_text("Nothing was found.")
    server.kill()
    expect(kit.page.get_by_role("dialog")).to_contain_text("Searching needs the connection.", timeout=20_000)
    kit.forgive()


def test_the_switcher_leads_on_to_the_messages(visitor):
    kit = visitor().register("Kit")
    kit.create("kitchen")
    kit.say("the kettle is on")
    kit.sees_stored("the kettle is on")
    kit.page.keyboard.press("Control+k")
    kit.page.get_by_role("combobox", name="Room, person or command").fill("kettle")
    last = kit.page.get_by_role("option").last
    expect(last).to_contain_text('Search messages for "kettle"')
    last.click()
    expect(kit.page.get_by_role("combobox", name="Search messages")).to_have_value("kettle")
    expect(hits(kit)).to_have_count(1)
