"""Two people meet and talk, and nothing is lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_two_people_meet_in_a_room_and_talk(visitor, phone):
    kit, mira = visitor(phone=phone).register("Kit"), visitor(phone=phone)
    code = kit.create("kitchen")
    mira.follow(code, "Mira").is_at("kitchen")
    kit.notes("Mira joined")
    kit.say("Is the kettle on?")
    mira.sees_stored("Is the kettle on?")
    mira.say("Two minutes. Bring biscuits.")
    kit.sees_stored("Two minutes. Bring biscuits.")
    kit.sees_stored("Is the kettle on?")


def test_a_code_works_in_any_case_and_without_its_dash(visitor):
    kit, mira = visitor().register("Kit"), visitor().just_a_name("Mira")
    code = kit.create("kitchen")
    mira.join("nope-nope")
    expect(mira.page.get_by_role("dialog")).to_contain_text("No room has that code")
    mira.page.get_by_label("Room code").fill(code.replace("-", "").lower())
    mira.page.get_by_role("button", name="Join the room").click()
    mira.is_at("kitchen")
    mira.complaints = [complaint for complaint in mira.complaints if "404" not in complaint]


def test_an_open_room_is_found_in_the_list(visitor):
    visitor().register("Kit").create("garden")
    mira = visitor().just_a_name("Mira")
    mira.go_to("garden")
    mira.say("Found it")
    mira.sees_stored("Found it")


def test_everything_is_there_after_a_reload(visitor):
    kit = visitor().register("Kit")
    kit.create("kitchen")
    for word in ("one", "two", "three"):
        kit.say(word)
    kit.sees_stored("three")
    kit.page.reload()
    kit.is_connected()
    kit.is_at("kitchen")
    kit.sees_stored("three")
    assert kit.messages() == ["one", "two", "three"]


def test_a_room_elsewhere_shows_what_is_unread(visitor):
    kit, mira = visitor().register("Kit"), visitor()
    code = kit.create("kitchen")
    mira.follow(code, "Mira")
    kit.create("study")
    mira.say("Are you still here?")
    row = kit.page.get_by_role("link", name="kitchen")
    expect(row).to_contain_text("1 unread")
    expect(kit.page).to_have_title(re.compile("^\u2022 "))
    row.click()
    kit.sees("Are you still here?")
    expect(row).not_to_contain_text("unread")


def test_who_types_and_who_is_here_is_shown(visitor):
    kit, mira = visitor().register("Kit"), visitor()
    mira.follow(kit.create("kitchen"), "Mira")
    people = kit.page.get_by_role("complementary")
    expect(people).to_contain_text("Mira")
    mira.page.locator("textarea").press_sequentially("hm")
    expect(kit.page.get_by_text("Mira is typing")).to_be_visible()
    mira.page.close()
    away = kit.page.get_by_role("region", name="Away")
    expect(away).to_contain_text("Mira", timeout=15_000)


def test_whoever_leaves_is_gone_and_the_others_are_told(visitor):
    kit, mira = visitor().register("Kit"), visitor()
    mira.follow(kit.create("kitchen"), "Mira").is_at("kitchen")
    mira.page.get_by_role("button", name="Leave").click()
    mira.page.get_by_role("button", name="Leave the room").click()
    expect(mira.page.get_by_role("heading", name="Take a seat")).to_be_visible()
    kit.notes("Mira left")
    kit.say("She has gone")
    kit.sees_stored("She has gone")
    mira.sees("She has gone", times=0)


def test_older_messages_come_when_one_scrolls_up(visitor, server):
    token = server.guest("Otto")
    room = server.room(token, "attic")
    for n in range(130):
        server.api("POST", f"/rooms/{room['id']}/messages", token, key=f"attic-{n:04}", message=f"box {n:03}")
    kit = visitor().follow(str(room["code"]), "Kit")
    kit.sees("box 129")
    kit.sees("box 000", times=0)
    for _ in range(12):
        kit.page.locator(".timeline").evaluate("list => list.scrollTop = 0")
        kit.page.wait_for_timeout(250)
    kit.sees("box 000")
    server.api("POST", f"/rooms/{room['id']}/messages", token, key="attic-new", message="the newest box")
    kit.page.get_by_role("button", name="new message").click()
    expect(kit.page.locator("article", has_text="the newest box")).to_be_in_viewport()


def test_a_guest_is_marked_as_one_beside_the_name(visitor):
    kit, mira = visitor().register("Kit"), visitor()
    mira.follow(kit.create("kitchen"), "Mira")
    mira.say("I have no password")
    tag = kit.page.locator("article", has_text="I have no password").get_by_text("Guest", exact=True)
    expect(tag).to_be_visible()
    kit.page.reload()
    expect(tag).to_be_visible()
    expect(mira.page.locator("article .tag")).to_be_visible()


def test_those_who_come_one_after_another_are_one_line(visitor, server):
    kit = visitor().register("Kit")
    code = kit.create("kitchen")
    for name in ("Mira", "Jonas", "Sana"):
        server.api("POST", "/memberships", server.guest(name), code=code)
    kit.notes("Mira, Jonas and Sana joined")
    kit.page.reload()
    kit.notes("Mira, Jonas and Sana joined")


def test_the_end_is_followed_while_a_long_text_is_written_and_sent(visitor, server):
    token = server.guest("Otto")
    room = server.room(token, "attic")
    for n in range(30):
        server.api("POST", f"/rooms/{room['id']}/messages", token, key=f"attic-{n:04}", message=f"box {n:03}")
    kit = visitor().follow(str(room["code"]), "Kit")
    newest, field = kit.page.locator("article", has_text="box 029"), kit.page.locator("textarea")
    for text in ("line\n" * 40, "word " * 1900, "line\n" * 30):
        field.fill(text)
        expect(newest).to_be_in_viewport()
    field.press("Enter")
    kit.sees_stored("line")
    expect(kit.page.locator(".pill")).to_have_count(0)
