"""What one has begun to write is there on the next device, and gone everywhere once it is sent."""

from __future__ import annotations

from journeys.visitor import PASSWORD
from playwright.sync_api import expect


def field(person):
    return person.page.locator("textarea#composer")


def test_a_thought_begun_at_the_desk_is_finished_on_the_phone(visitor):
    desk, phone = visitor().register("Kit"), visitor(phone=True)
    code = desk.create("kitchen")
    mira = visitor()
    mira.follow(code, "Mira").is_at("kitchen")
    field(desk).fill("Half a thought")
    phone.sign_in("Kit", PASSWORD)
    phone.is_in()
    expect(field(phone)).to_have_value("Half a thought", timeout=10_000)
    field(phone).fill("Half a thought, and the other half")
    expect(field(desk)).to_have_value("Half a thought, and the other half", timeout=10_000)
    field(phone).press("Enter")
    mira.sees("and the other half")
    expect(field(desk)).to_have_value("")
    expect(field(phone)).to_have_value("")
    desk.page.reload()
    desk.is_in()
    desk.sees("and the other half")
    expect(field(desk)).to_have_value("")
    expect(field(mira)).to_have_value("")


def test_what_is_being_written_is_not_taken_away(visitor):
    kit = visitor().register("Kit")
    kit.create("kitchen")
    other = kit.another_tab()
    kit.page.bring_to_front()
    field(kit).fill("in this tab")
    expect(field(other)).to_have_value("in this tab", timeout=10_000)
    kit.context.set_offline(True)
    field(kit).fill("in this tab, offline")
    kit.context.set_offline(False)
    kit.is_connected()
    expect(field(other)).to_have_value("in this tab, offline", timeout=10_000)
    expect(field(kit)).to_have_value("in this tab, offline")
    kit.forgive()
