"""One answers a message: the quote above the answer says what it was, as it is now, and leads there."""

from __future__ import annotations

import re

import pytest
from journeys.cable import Cable
from journeys.kept import keeps
from playwright.sync_api import expect


def body(person, words):
    """The message that says this, not one that quotes it."""
    return person.page.locator("article", has=person.page.locator(".message__body", has_text=words))


def answer(person, words, reply):
    line = body(person, words)
    said = line.locator(".message__body")  # elsewhere there may be a quote, which leads away
    said.tap() if person.phone else said.hover()
    line.get_by_role("button", name="Reply", exact=True).click()
    expect(person.page.locator(".replying")).to_contain_text(words)
    expect(person.page.locator("textarea")).to_be_focused()
    person.say(reply)
    expect(person.page.locator(".replying")).to_have_count(0)


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_two_people_answer_one_another(visitor, phone):
    kit, mira = visitor(phone=phone).register("Kit"), visitor(phone=phone)
    mira.follow(kit.create("kitchen"), "Mira").is_at("kitchen")
    kit.say("Is the **kettle** on?")
    kit.say("And the oven?")
    expect(body(mira, "And the oven?")).to_have_count(1)
    answer(mira, "kettle", "It is.")
    quote = body(kit, "It is.").locator(".quote")
    expect(quote).to_contain_text("Kit")
    expect(quote).to_contain_text("Is the kettle on?")
    quote.click()
    expect(body(kit, "on?")).to_be_focused()
    answer(kit, "It is.", "Good.")
    expect(body(mira, "Good.").locator(".quote")).to_contain_text("It is.")


def test_the_quote_is_what_stands_there_now(visitor, server):
    kit, token = visitor().register("Kit"), server.guest("Otto")
    code = kit.create("kitchen")
    path = f"/rooms/{server.api('POST', '/memberships', token, code=code).json()['id']}/messages"
    seq = server.api("POST", path, token, key="the-original", message="the first words").json()["seq"]
    for n in range(120):
        server.api("POST", path, token, key=f"between-{n:03}", message=f"line {n:03}")
    body(kit, "the first words").wait_for()
    reply = server.api("POST", path, token, key="the-answer", message="an answer", reply_to=seq).json()["seq"]
    quote = body(kit, "an answer").locator(".quote")
    expect(quote).to_contain_text("the first words")
    kit.page.reload()
    kit.is_in()
    expect(quote).to_contain_text("the first words")  # which is not held any more
    server.api("PATCH", f"{path}/{seq}", token, message="other words")
    expect(quote).to_contain_text("other words")
    quote.focus()
    kit.page.keyboard.press("Enter")
    expect(body(kit, "other words")).to_be_focused()
    expect(body(kit, "other words")).to_be_in_viewport()
    kit.page.go_back()
    expect(body(kit, "an answer")).to_be_focused()
    server.api("DELETE", f"{path}/{seq}", token)
    expect(quote).to_contain_text("This message was deleted.")
    server.api("DELETE", f"{path}/{reply}", token)
    expect(kit.page.locator(".quote")).to_have_count(0)


def test_answering_by_keyboard_and_keeping_it_over_a_reload(visitor):
    kit, mira = visitor().register("Kit"), visitor()
    mira.follow(kit.create("kitchen"), "Mira").is_at("kitchen")
    kit.say("one")
    kit.say("two")
    expect(body(mira, "two")).to_have_count(1)
    bar, field, keyboard = mira.page.locator(".replying"), mira.page.locator("textarea"), mira.page.keyboard
    field.focus()
    keyboard.press("Shift+ArrowUp")
    expect(bar).to_contain_text("Replying to Kit: two")
    keyboard.press("Escape")
    expect(bar).to_have_count(0)
    body(mira, "one").focus()
    keyboard.press("r")
    expect(bar).to_contain_text("Replying to Kit: one")
    field.press_sequentially("half")
    keeps(mira.page, "half", "drafts")
    mira.page.reload()
    mira.is_in()
    expect(bar).to_contain_text("Replying to Kit: one")
    expect(field).to_have_value("half")
    field.press("Enter")
    expect(body(kit, "half").locator(".quote")).to_contain_text("one")
    field.press("Shift+ArrowUp")
    bar.get_by_role("button", name="Do not reply").click()
    expect(bar).to_have_count(0)
    expect(field).to_be_focused()


def test_an_answer_that_waits_keeps_its_quote(visitor):
    kit = visitor().register("Kit")
    kit.create("kitchen")
    kit.say("said before the tunnel")
    kit.sees_stored("said before the tunnel")
    keeps(kit.page, "said before the tunnel")
    cable = Cable(kit.page)
    kit.page.reload()
    kit.is_in()
    kit.sees_stored("said before the tunnel")
    cable.cut()
    answer(kit, "said before the tunnel", "said in the tunnel")
    expect(body(kit, "said in the tunnel").locator(".quote")).to_contain_text("said before the tunnel")
    keeps(kit.page, "said in the tunnel", "outbox")
    kit.page.reload()
    expect(body(kit, "said in the tunnel").locator(".quote")).to_contain_text("said before the tunnel")
    cable.mend()
    kit.is_connected()
    expect(body(kit, "said in the tunnel")).not_to_have_attribute("data-state", re.compile("."))
    expect(body(kit, "said in the tunnel").locator(".quote")).to_contain_text("said before the tunnel")
    kit.forgive()
