"""What is said about one message stands beside the conversation; who follows it learns what is new."""

from __future__ import annotations

import pytest
from journeys.cable import Cable
from journeys.kept import keeps
from journeys.test_accessibility import violations
from playwright.sync_api import expect


def panel(person):
    return person.page.get_by_role("complementary", name="Thread")


def room_says(person, words):
    """The lines of the room's own conversation that say this."""
    return person.page.get_by_role("main").locator("article", has=person.page.locator(".message__body", has_text=words))


def reply(person, words, *, also=False):
    """Write in the thread that is open."""
    if also:
        panel(person).get_by_role("checkbox").check()
    field = panel(person).locator("textarea")
    field.fill(words)
    field.press("Enter")
    expect(panel(person).locator("article", has_text=words.replace("*", ""))).to_have_count(1)
    expect(panel(person).locator("article[data-state]")).to_have_count(0)


def begin(person, words):
    person.do("Reply in thread", words)
    expect(panel(person).locator("article", has_text=words)).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_two_people_talk_beside_the_conversation(visitor, phone, theme):
    kit, mira = visitor(phone=phone, theme=theme).register("Kit"), visitor(phone=phone, theme=theme)
    mira.follow(kit.create("kitchen"), "Mira").is_at("kitchen")
    kit.say("Cake in the kitchen")
    mira.sees("Cake in the kitchen")
    begin(mira, "Cake in the kitchen")
    expect(panel(mira)).to_contain_text("No replies yet")
    reply(mira, "Which one?")
    expect(room_says(kit, "Which one?")).to_have_count(0)
    line = kit.page.get_by_role("button", name="1 reply")
    expect(line).to_contain_text("just now")
    expect(line).to_contain_text("1 new")
    line.click()
    expect(panel(kit).locator("article", has_text="Which one?")).to_be_visible()
    expect(line).not_to_contain_text("new")
    reply(kit, "The **plum** one.", also=True)
    expect(panel(mira).locator("strong", has_text="plum")).to_be_visible()
    expect(panel(mira)).to_contain_text("2 replies")
    assert violations(mira.page) == []
    mira.page.keyboard.press("Escape")
    expect(panel(mira)).to_have_count(0)
    shown = room_says(mira, "plum")
    expect(shown).to_contain_text("In the thread of Kit")
    shown.locator(".quote").click()
    expect(panel(mira).locator("article", has_text="plum")).to_be_focused()
    panel(mira).get_by_role("button", name="Close the thread").click()
    assert violations(mira.page) == []
    expect(mira.page.get_by_role("button", name="2 replies")).to_be_visible()


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_what_is_new_in_threads_is_in_a_list_of_their_own(visitor, phone):
    kit, mira = visitor(phone=phone).register("Kit"), visitor()
    mira.follow(kit.create("kitchen"), "Mira").is_at("kitchen")
    kit.say("Cake in the kitchen")
    begin(mira, "Cake in the kitchen")
    other = kit.another_tab()
    for one in (kit, other):
        one.show_rooms()
        one.page.get_by_role("button", name="Threads").click()
        expect(one.page.get_by_role("dialog")).to_contain_text("You follow no thread yet")
        one.page.keyboard.press("Escape")
    reply(mira, "Which one?")
    expect(other.page.get_by_role("button", name="Threads")).to_contain_text("1 with something unread")
    kit.show_rooms()
    kit.page.get_by_role("button", name="Threads").click()
    listed = kit.page.get_by_role("dialog").get_by_role("listitem")
    expect(listed).to_contain_text("Cake in the kitchen")
    expect(listed).to_contain_text("1 new")
    if not phone:  # there the rooms lie over the main part
        assert violations(kit.page) == []
    listed.get_by_role("button", name="1 reply").click()
    expect(panel(kit).locator("article", has_text="Which one?")).to_be_visible()
    expect(other.page.get_by_role("button", name="Threads")).not_to_contain_text("unread")  # read on every device
    panel(kit).get_by_role("button", name="Unfollow").click()
    expect(panel(kit).get_by_role("button", name="Follow", exact=True)).to_be_visible()
    reply(mira, "And is there some left?")
    expect(panel(kit).locator("article", has_text="left?")).to_be_visible()
    other.show_rooms()
    other.page.get_by_role("button", name="Threads").click()
    expect(other.page.get_by_role("dialog")).to_contain_text("You follow no thread yet")


def test_a_link_to_a_reply_opens_its_thread(visitor, server):
    kit, token = visitor().register("Kit"), server.guest("Otto")
    room = server.api("POST", "/memberships", token, code=kit.create("kitchen")).json()["id"]
    path = f"/rooms/{room}/messages"
    root = server.api("POST", path, token, key="the-root", message="how it began").json()["seq"]
    texts = [f"reply {n:03}" for n in range(150)]
    said = [
        server.api("POST", path, token, key=f"the-{text}".replace(" ", "-"), message=text, thread=root)
        for text in texts
    ]
    for n in range(80):
        server.api("POST", path, token, key=f"later-{n:03}", message=f"later {n:03}")
    link = f"/r/{room}/m/{said[40].json()['seq']}"
    kit.page.goto(link)
    line = panel(kit).locator("article", has_text="reply 040")
    expect(line).to_be_focused()
    expect(line).to_be_in_viewport()
    expect(room_says(kit, "how it began")).to_be_in_viewport()
    assert kit.page.url.endswith(link)
    expect(room_says(kit, "reply 040")).to_have_count(0)
    panel(kit).locator("article", has_text="reply 020").scroll_into_view_if_needed()
    panel(kit).locator(".timeline").evaluate("list => list.scrollTop = 0")
    expect(panel(kit).locator("article", has_text="reply 000")).to_have_count(1)
    server.api("PATCH", f"{path}/{said[41].json()['seq']}", token, message="put right")
    expect(panel(kit).locator("article", has_text="put right")).to_have_count(1)
    expect(kit.page.get_by_role("button", name="150 replies")).to_be_visible()


def test_threads_by_keyboard(visitor):
    kit = visitor().register("Kit")
    kit.create("kitchen")
    kit.say("one")
    kit.sees_stored("one")
    root = kit.page.locator("article", has_text="one")
    root.focus()
    kit.page.keyboard.press("t")
    field = panel(kit).locator("textarea")
    expect(field).to_be_focused()
    field.press_sequentially("half")
    kit.page.keyboard.press("Escape")
    expect(panel(kit)).to_have_count(0)
    expect(root).to_be_focused()
    kit.page.keyboard.press("t")
    expect(field).to_have_value("half")
    reply(kit, "half")
    panel(kit).locator("article", has_text="half").focus()
    kit.page.keyboard.press("ArrowUp")
    expect(panel(kit).locator("article", has_text="one")).to_be_focused()


def test_a_reply_that_waits_goes_out_into_its_thread_after_a_reload(visitor):
    kit, mira = visitor().register("Kit"), visitor()
    mira.follow(kit.create("kitchen"), "Mira").is_at("kitchen")
    kit.say("said before the tunnel")
    kit.sees_stored("said before the tunnel")
    keeps(kit.page, "said before the tunnel")
    cable = Cable(kit.page)
    kit.page.reload()
    kit.is_in()
    begin(kit, "said before the tunnel")
    cable.cut()
    panel(kit).locator("textarea").fill("said in the tunnel")
    panel(kit).locator("textarea").press("Enter")
    keeps(kit.page, "said in the tunnel", "outbox")
    kit.page.reload()
    kit.sees("said before the tunnel")
    expect(room_says(kit, "said in the tunnel")).to_have_count(0)
    cable.mend()
    kit.is_connected()
    expect(mira.page.get_by_role("button", name="1 reply")).to_be_visible()
    expect(room_says(mira, "said in the tunnel")).to_have_count(0)
    begin(kit, "said before the tunnel")
    expect(panel(kit).locator("article", has_text="said in the tunnel")).to_have_count(1)
    kit.forgive()


def test_a_long_thread_does_not_leave_the_room_empty(visitor, server):
    kit, token = visitor().register("Kit"), server.guest("Otto")
    room = server.api("POST", "/memberships", token, code=kit.create("kitchen")).json()["id"]
    path = f"/rooms/{room}/messages"
    root = server.api("POST", path, token, key="the-root", message="how it began").json()["seq"]
    for n in range(400):
        server.api("POST", path, token, key=f"reply-{n:03}", message=f"reply {n:03}", thread=root)
    newcomer = visitor()
    newcomer.follow(str(server.api("GET", f"/rooms/{room}", token).json()["code"]), "Mira")
    expect(room_says(newcomer, "how it began")).to_be_in_viewport()
    expect(newcomer.page.get_by_role("button", name="400 replies")).to_be_visible()
    expect(room_says(newcomer, "reply")).to_have_count(0)


def test_who_leaves_the_room_loses_its_threads(visitor, server):
    kit, mira = visitor().register("Kit"), visitor()
    mira.follow(kit.create("kitchen"), "Mira").is_at("kitchen")
    kit.say("Cake in the kitchen")
    begin(mira, "Cake in the kitchen")
    reply(mira, "Which one?")
    mira.page.keyboard.press("Escape")
    mira.page.get_by_role("button", name="Leave").click()
    mira.page.get_by_role("dialog").get_by_role("button", name="Leave").click()
    mira.page.get_by_role("button", name="Threads").click()
    expect(mira.page.get_by_role("dialog")).to_contain_text("You follow no thread yet")
