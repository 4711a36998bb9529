"""Somebody is called and finds it, what he has read is seen, rooms stay unread, and no crowd is called by a slip."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect


def row(person, room):
    """The line of a room in the list."""
    person.show_rooms()
    return person.page.get_by_role("navigation", name="Rooms").get_by_role("link", name=room)


def complete(person, typed, choice):
    """Type something into the field, and choose from the list that opens."""
    field = person.page.locator("textarea")
    field.focus()
    person.page.keyboard.type(typed)
    option = person.page.get_by_role("option", name=choice)
    expect(option).to_be_visible()
    option.click()
    expect(person.page.get_by_role("listbox")).to_have_count(0)


def open_inbox(person):
    person.show_rooms()
    person.page.get_by_role("button", name=re.compile("^Inbox")).click()
    expect(person.page.get_by_role("dialog")).to_be_visible()


def entries(person):
    return person.page.get_by_role("dialog").locator("button.hit")


def pair(visitor, *, phone=False):
    """Kit and Mira Lind are in the kitchen; Mira is looking at another room."""
    kit, mira = visitor().register("Kit"), visitor(phone=phone).register("Mira Lind")
    mira.join(kit.create("kitchen"))
    mira.is_at("kitchen")
    mira.create("attic")
    kit.notes("Mira Lind joined")
    return kit, mira


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_who_is_called_finds_it_in_the_list_and_in_the_inbox(visitor, phone):
    kit, mira = pair(visitor, phone=phone)
    kit.say("Just talking")
    kit.page.locator("textarea").focus()
    kit.page.keyboard.type("Hello @mira l")
    expect(kit.page.get_by_role("option", name="Mira Lind")).to_have_attribute("aria-selected", "true")
    kit.page.keyboard.press("Enter")
    kit.page.keyboard.type("how is the tea?")
    kit.page.keyboard.press("Enter")
    kit.sees_stored("Hello @Mira Lind how is the tea?")
    expect(row(mira, "kitchen")).to_contain_text("1 mention, 2 unread")
    expect(mira.page).to_have_title("(1) attic - Parlour")
    expect(mira.page.locator('link[rel="icon"]')).to_have_attribute("href", re.compile("parlour-called"))
    open_inbox(mira)
    expect(entries(mira)).to_have_count(1)
    expect(entries(mira)).to_contain_text("mentioned you")
    entries(mira).click()
    mira.is_at("kitchen")
    line = mira.page.locator("article", has_text="how is the tea?")
    expect(line).to_have_class(re.compile("message--called"))
    expect(line.locator(".mention--me")).to_have_text("@Mira Lind")
    expect(row(mira, "kitchen")).not_to_contain_text("mention")
    expect(kit.page.locator(".mention--me")).to_have_count(0)
    kit.page.get_by_role("link", name="@Mira Lind").click()
    expect(kit.page.get_by_role("dialog", name="Mira Lind")).to_be_visible()
    expect(kit.page).to_have_url(re.compile(r"/chat/\d+$"))


def test_replies_reactions_and_words_come_into_the_inbox_and_are_read_together(visitor):
    kit, mira = pair(visitor)
    mira.page.get_by_role("button", name="Settings").click()
    mira.page.get_by_label("Words to watch for").fill("kettle, \u6771\u4eac")
    mira.page.get_by_role("form", name="Reading").get_by_role("button", name="Save").click()
    expect(mira.page.get_by_text("Saved.")).to_be_visible()
    mira.page.keyboard.press("Escape")
    mira.go_to("kitchen")
    mira.say("Tea is ready")
    mira.go_to("attic")
    kit.tool("React", "Tea is ready").click()
    kit.page.get_by_role("combobox", name="Find an emoji").fill("rocket")
    kit.page.keyboard.press("Enter")
    kit.do("Reply", "Tea is ready")
    kit.say("On my way")
    kit.say("The Kettle is hot")
    badge = mira.page.get_by_role("button", name=re.compile(r"^Inbox\s*, 3 unread$"))
    expect(badge).to_be_visible()
    open_inbox(mira)
    expect(entries(mira)).to_have_count(3)
    for words in ("replied to you", "reacted \U0001f680 to", 'said "kettle"'):
        expect(entries(mira).filter(has_text=words)).to_have_count(1)
    entries(mira).first.focus()
    mira.page.keyboard.press("ArrowDown")
    expect(entries(mira).nth(1)).to_be_focused()
    mira.page.get_by_role("button", name="Mark all as read").click()
    expect(mira.page.locator(".hit__new")).to_have_count(0)
    mira.page.keyboard.press("Escape")
    expect(mira.page.get_by_role("button", name="Inbox", exact=True)).to_be_visible()
    expect(row(mira, "kitchen")).to_contain_text("2 unread")


def test_a_room_is_left_unread_in_every_tab_until_one_turns_to_it(visitor):
    kit, mira = pair(visitor)
    for words in ("one", "two", "three"):
        kit.say(f"line {words}")
    mira.go_to("kitchen")
    mira.sees("line three")
    other = mira.another_tab()
    other.go_to("attic")
    expect(row(other, "kitchen")).not_to_contain_text("unread")
    mira.do("Mark unread from here", "line two")
    for tab in (mira, other):
        expect(row(tab, "kitchen")).to_contain_text("2 unread")
    expect(mira.page.locator(".day--new + article")).to_contain_text("line two")
    kit.say("line four")
    mira.sees("line four")
    expect(row(mira, "kitchen")).to_contain_text("3 unread")
    mira.page.locator("textarea").press("Escape")
    for tab in (mira, other):
        expect(row(tab, "kitchen")).not_to_contain_text("unread")
    mira.page.locator("article", has_text="line four").click(modifiers=["Alt"], position={"x": 200, "y": 8})
    expect(row(other, "kitchen")).to_contain_text("1 unread")
    other.page.keyboard.press("Shift+Escape")
    expect(row(other, "kitchen")).not_to_contain_text("unread")
    other.page.get_by_role("button", name="Undo").click()
    for tab in (mira, other):
        expect(row(tab, "kitchen")).to_contain_text("1 unread")


def test_the_writer_sees_who_has_read_it_unless_one_hides_that(visitor):
    kit, mira = pair(visitor)
    kit.say("Who sees this?")
    kit.sees_stored("Who sees this?")
    expect(kit.page.get_by_role("button", name=re.compile("^Seen by"))).to_have_count(0)
    mira.go_to("kitchen")
    mira.sees("Who sees this?")
    kit.page.get_by_role("button", name="Seen by 1").click()
    expect(kit.page.get_by_role("dialog", name="Seen by 1")).to_contain_text("Mira Lind")
    kit.page.keyboard.press("Escape")
    mira.page.get_by_role("button", name="Settings").click()
    mira.page.get_by_label("Show how far I have read").uncheck()
    mira.page.get_by_role("form", name="Reading").get_by_role("button", name="Save").click()
    expect(mira.page.get_by_text("Saved.")).to_be_visible()
    mira.page.keyboard.press("Escape")
    kit.say("And this?")
    mira.sees("And this?")
    kit.page.reload()
    kit.is_connected()
    kit.sees("And this?")
    expect(kit.page.get_by_role("button", name=re.compile("^Seen by"))).to_have_count(0)


def test_a_crowd_is_called_only_by_whoever_means_it(visitor, server):
    kit, mira = pair(visitor)
    code = kit.code()
    for n in range(20):
        server.api("POST", "/memberships", server.guest(f"Gast {n}"), code=code)
    kit.notes("joined")
    expect(kit.page.locator(".topbar p")).to_contain_text("22 people")
    complete(kit, "@ro", "room")
    kit.page.keyboard.type("tea!")
    kit.page.keyboard.press("Enter")
    asked = kit.page.get_by_role("dialog", name="Call 21 people?")
    asked.get_by_role("button", name="Go back").click()
    expect(kit.page.locator("textarea")).to_have_value("@room tea!")
    kit.page.locator("textarea").press("Enter")
    asked.get_by_role("button", name="Send").click()
    kit.sees_stored("@room tea!")
    expect(kit.page.locator("textarea")).to_have_value("")
    expect(row(mira, "kitchen")).to_contain_text("1 mention")


def test_rooms_and_emoji_are_completed_too_and_esc_only_shuts_the_list(visitor):
    kit, _ = pair(visitor)
    complete(kit, ":rocket", "\U0001f680")
    expect(kit.page.locator("textarea")).to_have_value("\U0001f680 ")
    complete(kit, "#kit", "kitchen")
    expect(kit.page.locator("textarea")).to_have_value(re.compile(r"\[#kitchen\]\(http.*/chat/\d+\) $"))
    kit.page.keyboard.type("@mi")
    expect(kit.page.get_by_role("listbox", name="People")).to_be_visible()
    kit.page.keyboard.press("Escape")
    expect(kit.page.get_by_role("listbox")).to_have_count(0)
    kit.page.keyboard.type("ra")
    expect(kit.page.get_by_role("listbox")).to_have_count(0)
    kit.page.keyboard.press("Enter")
    kit.sees("@mira")
