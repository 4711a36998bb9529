"""Two talk directly, a few talk among themselves, and who is outside hears nothing."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect


def begin(who, *names):
    """Open the dialog, choose people by a few letters, start."""
    who.show_rooms()
    who.page.get_by_role("button", name="New conversation").click()
    field = who.page.get_by_role("combobox")
    for name in names:
        field.fill(name.lower())
        expect(who.page.get_by_role("option", name=name)).to_be_visible()
        field.press("Enter")
        expect(who.page.get_by_role("button", name=f"Remove {name}")).to_be_visible()
    who.page.get_by_role("button", name="Start").click()
    expect(who.page.get_by_role("dialog")).to_have_count(0)
    who.is_at(", ".join(sorted(names)))


def direct_link(who, name):
    return who.page.get_by_role("navigation", name="Rooms").get_by_role("link", name=name)


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_two_talk_directly_and_the_third_hears_nothing(visitor, phone):
    kit, mira, otto = (visitor(phone=phone).register(name) for name in ("Kit", "Mira", "Otto"))
    begin(kit, "Mira")
    expect(kit.page.get_by_text("Only the two of you see it")).to_be_visible()
    expect(direct_link(mira, "Kit")).to_have_count(0)
    kit.say("Between you and me")
    kit.sees_stored("Between you and me")
    mira.show_rooms()
    expect(direct_link(mira, "Kit")).to_contain_text("1 unread")
    assert mira.page.title().startswith("(1)")
    direct_link(mira, "Kit").click()
    mira.is_at("Kit")
    mira.sees("Between you and me")
    mira.say("And nobody else")
    kit.sees_stored("And nobody else")
    expect(kit.page).to_have_title(re.compile("Mira - Parlour$"))
    otto.show_rooms()
    expect(otto.page.get_by_role("navigation", name="Rooms").get_by_role("link")).to_have_count(0)
    assert otto.page.title() == "Parlour"


def test_the_same_people_have_the_same_conversation(visitor):
    kit, mira, otto = (visitor().register(name) for name in ("Kit", "Mira", "Otto"))
    begin(kit, "Mira", "Otto")
    kit.say("The three of us")
    kit.sees_stored("The three of us")
    begin(otto, "Mira", "Kit")
    otto.sees("The three of us")
    otto.say("So it is")
    mira.show_rooms()
    direct_link(mira, "Kit, Otto").click()
    mira.sees("So it is")
    mira.page.reload()
    mira.is_connected()
    mira.is_at("Kit, Otto")
    mira.sees("So it is")
    expect(mira.page.get_by_role("button", name="Leave")).to_have_count(0)


def test_a_conversation_begins_from_the_list_of_people_and_from_the_switcher(visitor):
    kit, mira = visitor().register("Kit"), visitor()
    mira.follow(kit.create("kitchen"), "Mira")
    kit.page.get_by_role("button", name="Message Mira").click()
    kit.is_at("Mira")
    kit.say("Psst")
    kit.sees_stored("Psst")
    expect(direct_link(kit, "Mira")).to_contain_text("here now")
    mira.page.keyboard.press("Control+k")
    mira.page.get_by_role("combobox").fill("kit")
    mira.page.get_by_role("option").filter(has_text="1 unread").click()
    mira.sees("Psst")
    kit.page.keyboard.press("Control+k")
    kit.page.get_by_role("combobox").fill("kit")
    kit.page.get_by_role("option", name="notes to yourself").click()
    kit.is_at("You")
    kit.say("Buy biscuits")
    kit.sees_stored("Buy biscuits")
    mira.sees("Buy biscuits", times=0)


def test_a_dialog_says_whom_it_does_not_know(visitor):
    kit = visitor().register("Kit")
    kit.page.get_by_role("button", name="New conversation").click()
    kit.page.get_by_role("button", name="Start").click()
    expect(kit.page.get_by_role("dialog")).to_contain_text("Choose somebody to write to")
    kit.page.get_by_role("combobox").fill("zzz")
    expect(kit.page.get_by_role("dialog")).to_contain_text("Nobody here is called that")
