"""The server goes away, or the network does: what was written stays, and arrives once."""

from __future__ import annotations

import re

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


def test_a_killed_server_loses_nothing_that_was_written(visitor, server):
    kit = visitor().register("Kit")
    kit.create("kitchen")
    kit.say("acknowledged")
    kit.sees_stored("acknowledged")
    server.kill()
    expect(kit.page.locator('parlour-status [data-state="connected"]')).not_to_be_attached()
    kit.say("written while it was down")
    expect(kit.page.locator("article.message--pending")).to_be_visible()
    server.start()
    kit.sees_stored("written while it was down")
    kit.forgive()
    assert kit.messages() == ["acknowledged", "written while it was down"]


def test_what_is_written_offline_goes_out_once_on_return(visitor):
    kit, mira = visitor().register("Kit"), visitor()
    mira.follow(kit.create("kitchen"), "Mira")
    kit.context.set_offline(True)
    expect(kit.page.get_by_text("You are offline.")).to_be_visible()
    kit.say("from the tunnel")
    mira.say("while you were away")
    kit.context.set_offline(False)
    kit.is_connected()
    kit.sees_stored("from the tunnel")
    kit.sees("while you were away")
    mira.sees_stored("from the tunnel")
    kit.forgive()


def test_what_waits_in_the_outbox_survives_a_reload(visitor, server):
    kit = visitor().register("Kit")
    kit.create("kitchen")
    kit.page.route(re.compile(r"/socket\.io/"), lambda route: route.abort())
    server.kill()
    kit.say("kept over a reload")
    expect(kit.page.locator("article.message--pending")).to_be_visible()
    kit.page.unroute_all()
    server.start()
    kit.page.reload()
    kit.sees_stored("kept over a reload")
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
