"""Who comes and goes is one line, which opens; and nobody has to see it."""

from __future__ import annotations

from playwright.sync_api import expect


def test_comings_and_goings_are_one_line_that_opens_or_none(visitor, server):
    kit = visitor().register("Kit")
    code = kit.create("kitchen")
    kit.say("the first word")
    kit.sees_stored("the first word")
    for name in ("Ann", "Bo", "Cy", "Di", "Ed", "Flo"):
        token = server.guest(name)
        room = server.api("POST", "/memberships", token, code=code).json()["id"]
    server.api("DELETE", f"/memberships/{room}", token)
    line = kit.page.locator(".notice", has_text="others joined")
    expect(line.locator("summary")).to_contain_text("Ann, Bo, Cy, Di and 2 others joined, Flo left")
    expect(line.get_by_text("Ed joined")).to_be_hidden()
    line.locator("summary").click()
    expect(line.get_by_text("Ed joined")).to_be_visible()
    kit.page.get_by_role("button", name="Settings").click()
    kit.page.get_by_label("Show who joins and leaves").uncheck()
    kit.page.keyboard.press("Escape")
    expect(kit.page.locator(".notice", has_text="joined")).to_have_count(0)
    kit.notes("Kit made this room")
    kit.sees("the first word")
    kit.page.reload()
    kit.is_in()
    kit.notes("Kit made this room")
    expect(kit.page.locator(".notice", has_text="joined")).to_have_count(0)
