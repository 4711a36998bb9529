"""Old messages: found by their link, by a day, and read in context, until one is back at the newest."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import expect

COUNT = 1_000


def furnish(server, count=COUNT):
    """A room with so many lines, `line n` at the place n + 2; return who wrote them, and the room."""
    token = server.guest("Otto")
    room = server.room(token, "attic")
    path = f"/rooms/{room['id']}/messages"
    for n in range(count):
        server.api("POST", path, token, key=f"attic-{n:04}", message=f"line {n:04}")
    return token, room


def shows(person, words):
    """The message is in view, and has the focus."""
    line = person.page.locator("article", has_text=words)
    expect(line).to_be_in_viewport(timeout=20_000)
    expect(line).to_be_focused()
    expect(line).to_have_attribute("data-found", "")


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_a_link_opens_an_old_message_in_context(visitor, server, phone):
    token, room = furnish(server)
    kit = visitor(phone=phone).follow(str(room["code"]), "Kit")
    kit.sees("line 0999")
    kit.page.goto(f"/r/{room['id']}/m/102")
    shows(kit, "line 0100")
    kit.sees("line 0099")
    kit.sees("line 0101")
    kit.sees("line 0999", times=0)
    server.api("PATCH", f"/rooms/{room['id']}/messages/103", token, message="put right")
    kit.sees("put right")
    back = kit.page.get_by_role("button", name="To the newest message")
    expect(back).to_be_visible()
    server.api("POST", f"/rooms/{room['id']}/messages", token, key="attic-new", message="the newest line")
    kit.page.get_by_role("button", name="1 new message").click()
    expect(kit.page.locator("article", has_text="the newest line")).to_be_in_viewport()
    expect(kit.page).to_have_url(re.compile(rf"/chat/{room['id']}$"))
    expect(kit.page.locator(".pill")).to_have_count(0)


def test_from_an_old_place_one_reads_on_to_the_newest(visitor, server):
    _, room = furnish(server, 330)
    kit = visitor().follow(str(room["code"]), "Kit")
    kit.sees("line 0329")
    kit.page.goto(f"/r/{room['id']}/m/102")
    shows(kit, "line 0100")
    timeline = kit.page.locator(".timeline")
    timeline.evaluate("list => (list.scrollTop = 0)")
    kit.sees("line 0030")
    seen = set()
    for _ in range(60):
        seen |= {int(words[-4:]) for words in kit.messages()}
        timeline.evaluate("list => (list.scrollTop += 900)")
        if kit.page.locator(".pill").count() == 0:
            break
        kit.page.wait_for_timeout(100)  # the pages come when their turn is
    seen |= {int(words[-4:]) for words in kit.messages()}
    assert seen >= set(range(100, 330))
    expect(kit.page.locator(".pill")).to_have_count(0)
    kit.say("and on")
    kit.sees_stored("and on")


def test_a_link_survives_signing_in_and_the_way_back_leads_back(visitor):
    kit = visitor().register("Kit")
    kit.create("kitchen")
    kit.say("the secret of the soup")
    kit.sees_stored("the secret of the soup")
    kit.say("and of the bread")
    kit.sees_stored("and of the bread")
    seq = kit.page.locator("article", has_text="soup").get_attribute("data-seq")
    address = re.sub(r"/chat/(\d+)$", rf"/r/\1/m/{seq}", kit.page.url)
    kit.page.get_by_role("button", name="Settings").click()
    kit.page.get_by_role("button", name="Sign out").last.click()
    kit.page.wait_for_url(lambda url: "/chat" not in url)
    kit.page.goto(address)
    kit.page.get_by_label("Name", exact=True).fill("Kit")
    kit.page.get_by_label("Password").fill("three quiet teapots")
    kit.page.get_by_role("button", name="Sign in").click()
    kit.page.wait_for_url(address)
    shows(kit, "the secret of the soup")
    mira = visitor().register("Mira")
    mira.page.goto(address)
    expect(mira.page.locator("body")).not_to_contain_text("soup")
    mira.complaints = [complaint for complaint in mira.complaints if "404" not in complaint]


def test_two_people_pass_a_link_on_and_come_back(visitor, server):
    _, room = furnish(server, 200)
    kit, mira = (visitor().follow(str(room["code"]), name) for name in ("Kit", "Mira"))
    kit.context.grant_permissions(["clipboard-read", "clipboard-write"])
    kit.sees("line 0199")
    kit.do("Copy link", "line 0190")
    expect(kit.page.get_by_text("The link is copied.")).to_be_visible()
    kit.do("Copy text", "line 0191")
    expect(kit.page.get_by_text("The text is copied.")).to_be_visible()
    assert kit.page.evaluate("navigator.clipboard.readText()") == "line 0191"
    link = f"{server.url}/r/{room['id']}/m/12"
    kit.say(f"Look at {link} please")
    mira.sees("Look at")
    mira.page.evaluate("window.stayed = true")
    mira.page.get_by_role("link", name="/m/12").click()
    shows(mira, "line 0010")
    expect(mira.page).to_have_url(link)
    mira.page.go_back()
    shows(mira, "Look at")
    mira.page.go_forward()
    shows(mira, "line 0010")
    assert mira.page.evaluate("window.stayed")
    mira.page.keyboard.press("Escape")
    expect(mira.page.locator("article", has_text="Look at")).to_be_in_viewport()


def test_a_place_that_is_not_there_is_the_room_with_a_word(visitor, server):
    _, room = furnish(server, 30)
    kit = visitor().follow(str(room["code"]), "Kit")
    kit.page.goto(f"/r/{room['id']}/m/5000")
    expect(kit.page.get_by_text("There is no such message")).to_be_visible()
    kit.sees("line 0029")
    expect(kit.page).to_have_url(re.compile(rf"/chat/{room['id']}$"))
    kit.say(f"{server.url}/r/99/m/1")
    kit.page.get_by_role("link", name="/r/99/m/1").click()
    expect(kit.page.get_by_text("That is in a room that you are not in.")).to_be_visible()
    kit.is_at("attic")


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_one_jumps_to_a_day(visitor, server, phone):
    _, room = furnish(server, 200)
    kit = visitor(phone=phone).follow(str(room["code"]), "Kit")
    kit.sees("line 0199")
    if phone:  # whose top bar has no room for it
        kit.page.locator(".topbar").get_by_role("button", name="Jump to a room").click()
        kit.page.get_by_role("option", name="Jump to a date").click()
    else:
        kit.page.get_by_role("button", name="Jump to a date").click()
    dialog = kit.page.get_by_role("dialog")
    expect(dialog.get_by_label("Day")).to_have_value(date.today().isoformat())  # noqa: DTZ011  (the browser's own day)
    dialog.get_by_label("Day").fill("2020-02-29")
    dialog.get_by_role("button", name="Show that day").click()
    expect(dialog).to_have_count(0)
    kit.sees("line 0000")
    expect(kit.page.locator(".notice[data-found]")).to_be_in_viewport()
    kit.page.get_by_role("button", name="To the newest message").click()
    expect(kit.page.locator("article", has_text="line 0199")).to_be_in_viewport()
    kit.page.locator(".timeline").evaluate("list => (list.scrollTop = 0)")
    kit.page.locator(".day button").first.click()
    expect(kit.page.get_by_role("dialog").get_by_label("Day")).to_be_visible()


def test_what_is_unread_stays_so_while_one_reads_further_back(visitor, server):
    token, room = furnish(server, 200)
    kit = visitor().follow(str(room["code"]), "Kit")
    kit.create("study")
    server.api("POST", f"/rooms/{room['id']}/messages", token, key="attic-new", message="unread")
    row = kit.page.get_by_role("link", name="attic")
    expect(row).to_contain_text("1 unread")
    kit.page.goto(f"/r/{room['id']}/m/12")
    shows(kit, "line 0010")
    expect(row).to_contain_text("1 unread")
    kit.page.get_by_role("button", name="To the newest message").or_(kit.page.locator(".pill")).first.click()
    kit.sees("unread")
    expect(row).not_to_contain_text("unread")
