"""Two tabs of one person are one outbox: nothing goes out twice, and each takes over from the other."""

from __future__ import annotations

from journeys.cable import Cable
from playwright.sync_api import Page, expect


def lines(page: Page) -> list[str]:
    return page.locator("article .message__body").all_inner_texts()


def say(page: Page, words: str) -> None:
    page.locator("textarea").fill(words)
    page.locator("textarea").press("Enter")


def settled(page: Page, count: int) -> None:
    expect(page.locator("article")).to_have_count(count, timeout=20_000)
    expect(page.locator("article[data-state]")).to_have_count(0, timeout=20_000)


def another_tab(kit) -> Page:
    page = kit.context.new_page()
    page.goto("/chat")
    expect(page.locator('parlour-status [data-state="connected"]')).to_be_attached(timeout=20_000)
    return page


def test_both_write_and_each_line_is_there_once(visitor):
    kit = visitor().register("Kit")
    kit.create("kitchen")
    other = another_tab(kit)
    for n in range(10):
        say(kit.page, f"desk {n}")
        say(other, f"sofa {n}")
    for page in (kit.page, other):
        settled(page, 20)
    assert lines(kit.page) == lines(other)
    for name in ("desk", "sofa"):
        assert [line for line in lines(other) if name in line] == [f"{name} {n}" for n in range(10)]


def test_a_tab_that_is_connected_sends_what_another_could_not(visitor):
    kit = visitor().register("Kit")
    kit.create("kitchen")
    other = another_tab(kit)
    cable = Cable(kit.page)
    kit.page.reload()
    kit.is_in()
    cable.cut()
    say(kit.page, "out through the other tab")
    settled(other, 1)
    assert lines(other) == ["out through the other tab"]
    cable.mend()
    settled(kit.page, 1)
    kit.forgive()


def test_a_tab_closed_while_it_sends_is_taken_over(visitor):
    kit = visitor().register("Kit")
    kit.create("kitchen")
    other = another_tab(kit)
    cable = Cable(kit.page)
    kit.page.reload()
    kit.is_in()
    cable.state = "unanswered"
    say(kit.page, "sent, but was it stored?")
    say(kit.page, "and this one waits behind it")
    expect(other.locator("article", has_text="and this one waits")).to_have_count(1)
    kit.page.close()
    settled(other, 2)
    assert lines(other) == ["sent, but was it stored?", "and this one waits behind it"]


def test_the_tab_that_sleeps_gives_its_turn_away_and_is_level_when_it_wakes(visitor):
    kit, mira = visitor().register("Kit"), visitor()
    mira.follow(kit.create("kitchen"), "Mira")
    session = kit.context.new_cdp_session(kit.page)
    session.send("Page.setWebLifecycleState", {"state": "frozen"})
    for n in range(5):
        mira.say(f"while it slept {n}")
    mira.sees_stored("while it slept 4")
    session.send("Page.setWebLifecycleState", {"state": "active"})
    kit.is_connected()
    kit.sees("while it slept 4")
    assert kit.messages() == [f"while it slept {n}" for n in range(5)]
    kit.say("good morning")
    mira.sees_stored("good morning")
