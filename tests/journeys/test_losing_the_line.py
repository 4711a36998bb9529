"""The server goes away, or the network does: what was written stays, and arrives once."""

from __future__ import annotations

import re

from journeys.cable import Cable
from playwright.sync_api import expect


def test_after_a_restart_the_talk_goes_on(visitor, server):
    kit, mira = visitor().register("Kit"), visitor()
    mira.follow(kit.create("kitchen"), "Mira")
    kit.say("before")
    mira.sees_stored("before")
    server.restart()
    for each in (kit, mira):
        each.is_connected()
        each.forgive()
    mira.say("after")
    kit.sees_stored("after")
    assert kit.messages() == ["before", "after"]


def test_what_is_written_offline_goes_out_once_on_return(visitor):
    kit, mira = visitor().register("Kit"), visitor()
    mira.follow(kit.create("kitchen"), "Mira")
    kit.context.set_offline(True)
    expect(kit.page.get_by_text("You are offline.")).to_be_visible()
    kit.page.get_by_role("button", name="Settings").click()
    expect(kit.page.get_by_text("It opens when you are connected.")).to_be_visible()
    kit.say("from the tunnel")
    mira.say("while you were away")
    kit.context.set_offline(False)
    kit.is_connected()
    kit.sees_stored("from the tunnel")
    kit.sees("while you were away")
    mira.sees_stored("from the tunnel")
    kit.forgive()


def test_the_state_of_the_connection_is_said(visitor, server):
    kit = visitor().register("Kit")
    kit.create("kitchen")
    server.kill()
    expect(kit.page.get_by_text("Connection lost.")).to_be_visible(timeout=10_000)
    server.start()
    again = kit.page.get_by_role("button", name="Try now")
    if again.is_visible():
        again.click()
    kit.is_connected()
    kit.forgive()


def test_a_reload_in_the_midst_of_sending_stores_it_once(visitor):
    kit, mira = visitor().register("Kit"), visitor()
    mira.follow(kit.create("kitchen"), "Mira")
    cable = Cable(kit.page)
    kit.page.reload()
    kit.is_in()
    cable.state = "unanswered"
    kit.say("stored, and the answer lost")
    mira.sees_stored("stored, and the answer lost")
    kit.say("waits behind it")
    expect(kit.page.locator("article", has_text="waits behind it")).to_have_attribute("data-state", "queued")
    cable.mend()
    kit.page.reload()
    kit.sees_stored("waits behind it")
    mira.sees_stored("waits behind it")
    for each in (kit, mira):
        assert each.messages() == ["stored, and the answer lost", "waits behind it"]
    kit.forgive()


def test_a_line_that_is_dead_without_a_word_is_left_for_another(visitor):
    kit, mira = visitor(), visitor()
    kit.page.clock.install()
    cable = Cable(kit.page)
    kit.register("Kit")
    mira.follow(kit.create("kitchen"), "Mira")
    cable.state = "silent"
    mira.say("said into the silence")
    mira.sees_stored("said into the silence")
    cable.mend()  # for the next connection; this one stays as dead as it is
    kit.page.clock.fast_forward(60_000)
    kit.sees("said into the silence")
    kit.is_connected()


def test_not_one_line_is_missing_while_the_server_dies_again_and_again(visitor, server):
    kit, mira = visitor().register("Kit"), visitor(phone=True)
    mira.follow(kit.create("kitchen"), "Mira")
    for n in range(12):
        kit.say(f"kit {n}")
        mira.say(f"mira {n}")
        if n % 4 == 1:
            server.kill()
        if n % 4 == 3:
            server.start()
    for each in (kit, mira):
        each.holds(24, seconds=60)
        each.forgive()
    assert kit.messages() == mira.messages()
    for name in ("kit", "mira"):
        assert [line for line in kit.messages() if name in line] == [f"{name} {n}" for n in range(12)]


def test_a_refused_line_can_be_sent_again_or_let_go(visitor):
    kit = visitor().register("Kit")
    kit.create("kitchen")
    cable = Cable(kit.page)
    kit.page.reload()
    kit.is_in()
    cable.spoil = re.compile("spoiled .")
    for words in ("spoiled 1", "spoiled 2", "as it is"):
        kit.say(words)
    kit.sees_stored("as it is")
    failed = kit.page.locator("article.message--failed")
    expect(failed).to_have_count(2)
    expect(failed.first).to_contain_text("Not sent.")
    kit.page.reload()
    kit.is_in()
    expect(failed).to_have_count(2)
    failed.first.get_by_role("button", name="Discard").click()
    cable.spoil = None
    failed.get_by_role("button", name="Retry").click()
    kit.sees_stored("spoiled 2")
    assert kit.messages() == ["as it is", "spoiled 2"]


def test_leaving_elsewhere_says_what_could_not_be_sent(visitor):
    kit = visitor().register("Kit")
    kit.create("kitchen")
    cable = Cable(kit.page)
    kit.page.reload()
    kit.is_in()
    cable.cut()
    kit.say("soup is ready")
    room = kit.page.url.rpartition("/")[2]
    headers = {"x-csrf-token": kit.page.evaluate("JSON.parse(document.getElementById('page').textContent).csrf")}
    assert kit.context.request.delete(f"/api/v1/memberships/{room}", headers=headers).ok
    cable.mend()
    expect(kit.page.get_by_text("Not sent, for you are not in the room any more: soup is ready")).to_be_visible(
        timeout=20_000
    )
    kit.forgive()
