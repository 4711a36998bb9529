"""Mira tells something of herself; Kit reads it on her card, and writes to her from there."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect


def tell(who, **fields):
    who.show_rooms()
    who.page.get_by_role("button", name="Settings").click()
    for label, words in fields.items():
        who.page.get_by_label(label.replace("_", " "), exact=True).fill(words)
    who.page.get_by_role("button", name="Save the profile").click()
    expect(who.page.get_by_text("Your profile is saved.")).to_be_visible()
    who.page.keyboard.press("Escape")
    expect(who.page.get_by_role("dialog")).to_have_count(0)
    if who.phone:
        who.page.keyboard.press("Escape")  # and the list of rooms


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_what_one_tells_stands_on_the_card(visitor, phone):
    kit, mira = visitor(phone=phone).register("Kit"), visitor(phone=phone)
    code = kit.create("kitchen")
    mira.register("Mira").join(code)
    mira.is_at("kitchen")
    tell(mira, Status="At lunch", Pronouns="she/her", Time_zone="Asia/Tokyo", About_you="Tea.\nBiscuits.")
    mira.say("Back at two")
    kit.page.get_by_role("article").filter(has_text="Back at two").get_by_role("button", name="Mira").click()
    card = kit.page.get_by_role("dialog", name="Mira")
    for words in ("At lunch", "she/her", "there", "Biscuits."):
        expect(card).to_contain_text(words)
    card.get_by_role("button", name="Message").click()
    kit.is_at("Mira")
    expect(kit.page.get_by_role("dialog")).to_have_count(0)


def test_a_card_opens_from_the_list_of_people_and_mine_leads_to_the_settings(visitor):
    kit = visitor().register("Kit")
    kit.create("kitchen")
    kit.page.get_by_role("complementary").get_by_role("button", name="Kit", exact=True).click()
    card = kit.page.get_by_role("dialog", name="Kit")
    expect(card).to_contain_text("you")
    card.get_by_role("button", name="Edit").click()
    profile = kit.page.get_by_role("form", name="Profile")
    profile.get_by_label("Emoji").fill("x")
    profile.get_by_role("button", name="Save the profile").click()
    expect(profile).to_contain_text("That is not an emoji")
    kit.complaints = [complaint for complaint in kit.complaints if "400" not in complaint]
