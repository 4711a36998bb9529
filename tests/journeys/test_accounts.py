"""Coming in, coming back, going out."""

from __future__ import annotations

import pytest
from journeys.visitor import PASSWORD
from playwright.sync_api import expect


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_register_sign_out_and_sign_in_again(visitor, phone):
    kit = visitor(phone=phone).register("Kit")
    kit.show_rooms()
    kit.page.get_by_role("button", name="Settings").click()
    kit.page.get_by_role("button", name="Sign out").last.click()
    kit.page.wait_for_url(lambda url: "/chat" not in url)
    kit.sign_in("kit", "not the password")
    expect(kit.page.get_by_role("alert")).to_contain_text("do not go together")
    kit.complaints = [complaint for complaint in kit.complaints if "401" not in complaint]
    kit.sign_in("kit")
    kit.is_in()


def test_whoever_is_signed_in_goes_straight_to_the_chat(visitor):
    kit = visitor().just_a_name("Kit")
    kit.page.goto("/")
    assert "/chat" in kit.page.url


def test_a_taken_name_is_said_next_to_its_field(visitor):
    visitor().just_a_name("Kit")
    other = visitor()
    other.page.goto("/")
    other.page.get_by_label("Your name").fill("KIT")
    other.page.get_by_role("button", name="Join the chat").click()
    field = other.page.get_by_label("Your name")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value("KIT")
    expect(field).to_have_accessible_description("That name is taken. Try another.")
    other.complaints = [complaint for complaint in other.complaints if "409" not in complaint]


def test_a_guest_keeps_the_name_by_setting_a_password(visitor):
    mira = visitor().just_a_name("Mira")
    mira.create("study")
    mira.say("I was here as a guest")
    mira.sees_stored("I was here as a guest")
    mira.page.get_by_role("button", name="Settings").click()
    mira.page.get_by_label("New password").fill(PASSWORD)
    mira.page.get_by_role("button", name="Keep my name").click()
    expect(mira.page.get_by_text("The name is yours now.")).to_be_visible()
    again = visitor()
    again.sign_in("Mira")
    again.is_in().is_at("study")
    again.sees("I was here as a guest")


def test_signing_out_another_device_closes_it(visitor):
    desk, sofa = visitor().register("Kit"), visitor(phone=True)
    sofa.sign_in("Kit")
    sofa.is_in()
    desk.page.get_by_role("button", name="Settings").click()
    desk.page.get_by_role("region", name="Where you are signed in").get_by_role("button", name="Sign out").click()
    sofa.page.wait_for_url("**/login**", timeout=15_000)


def test_a_room_made_on_the_way_in(visitor):
    kit = visitor()
    kit.page.goto("/")
    kit.page.get_by_label("Your name").fill("Kit")
    kit.page.get_by_text("Create a room", exact=True).click()
    kit.page.get_by_label("Name of the room").fill("kitchen")
    kit.page.get_by_role("button", name="Create it and go in").click()
    kit.is_in().is_at("kitchen")


def test_the_focus_goes_to_what_was_refused(visitor):
    kit = visitor().register("Kit")
    kit.join("nope-nope")
    expect(kit.page.get_by_label("Room code")).to_be_focused()
    expect(kit.page.get_by_label("Room code")).to_have_accessible_description("No room has that code.")
    other = visitor()
    other.sign_in("Kit", "not the password")
    expect(other.page.get_by_label("Password")).to_be_focused()
    other.page.goto("/")
    other.page.get_by_label("Your name").fill("Mira")
    other.page.get_by_label("Room code").fill("nope")
    other.page.get_by_role("button", name="Join the chat").click()
    expect(other.page.get_by_label("Room code")).to_be_focused()
    for each in (kit, other):
        each.complaints = [complaint for complaint in each.complaints if "40" not in complaint]


def test_from_the_entrance_to_a_talk_by_keys_alone(visitor):
    kit = visitor()
    keyboard, dialog = kit.page.keyboard, kit.page.get_by_role("dialog")
    kit.page.goto("/")
    expect(kit.page.locator("input:focus")).to_have_count(1)  # the page takes it at its first picture, not at its load
    keyboard.type("Kit\n")
    kit.is_in()
    for wish, title in (("create", "Create a room"), ("leave", "Leave kitchen?")):
        keyboard.press("Control+k")
        expect(dialog.get_by_role("combobox")).to_be_focused()
        keyboard.type(f"{wish}\n")
        expect(kit.page.get_by_role("dialog", name=title).locator(":focus")).to_have_count(1)
        if wish == "create":
            keyboard.type("kitchen\n")
            expect(kit.page.locator("textarea")).to_be_focused()
            keyboard.type("By keys alone\n")
            kit.sees_stored("By keys alone")
    keyboard.press("Tab")
    keyboard.press("Enter")
    expect(kit.page.get_by_role("heading", name="Take a seat")).to_be_visible()


def test_a_guest_who_keeps_the_name_is_called_a_guest_nowhere_any_more(visitor):
    kit, mira = visitor().register("Kit"), visitor()
    mira.follow(kit.create("kitchen"), "Mira").is_at("kitchen")
    mira.say("I have no password yet")
    kit.sees_stored("I have no password yet")
    called = {each: each.page.locator(".tag, .person small").filter(has_text="guest") for each in (kit, mira)}
    expect(called[kit]).to_have_count(2)  # at the message, and among the people
    expect(called[mira]).to_have_count(3)
    mira.page.get_by_role("button", name="Settings").click()
    mira.page.get_by_label("New password").fill(PASSWORD)
    mira.page.get_by_role("button", name="Keep my name").click()
    for each in (kit, mira):
        expect(called[each]).to_have_count(0)
    mira.page.close()
    expect(kit.page.get_by_role("region", name="Away")).to_contain_text("Mira", timeout=15_000)
    expect(called[kit]).to_have_count(0)
