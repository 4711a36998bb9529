"""How long a room keeps what is said, and what people take along: set by one, seen by the other, downloaded by both."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from journeys.test_accessibility import violations
from playwright.sync_api import expect


def open_keeping(who):
    """Open what the room keeps, from its details."""
    if who.phone:
        who.page.get_by_role("button", name="People and room details").click()
    who.page.get_by_role("button", name="Keeping").click()
    expect(who.page.get_by_role("dialog")).to_be_visible()


def downloaded(who, name, folder):
    with who.page.expect_download() as waiting:
        who.page.get_by_role("dialog").get_by_role("link", name=name).click()
    file = Path(folder) / waiting.value.suggested_filename
    waiting.value.save_as(file)
    return zipfile.ZipFile(file)


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_the_owner_chooses_how_long_and_everybody_sees_it(visitor, phone):
    kit, mira = visitor(phone=phone).register("Kit"), visitor()
    mira.follow(kit.create("kitchen"), "Mira").is_at("kitchen")
    open_keeping(kit)
    dialog = kit.page.get_by_role("dialog")
    dialog.get_by_label("Delete messages").select_option("30")
    expect(dialog).to_contain_text("deleted for good, pinned messages too")
    assert violations(kit.page) == []
    dialog.get_by_role("button", name="Save").click()
    mira.notes("Kit set messages to be deleted after 30 days")
    expect(mira.page.locator(".panel")).to_contain_text("Messages are deleted after 30 days.")
    expect(mira.page.locator(".timeline .empty")).to_contain_text("Messages are deleted after 30 days.")
    open_keeping(mira)
    expect(mira.page.get_by_role("dialog")).to_contain_text("Messages are deleted after 30 days.")
    expect(mira.page.get_by_role("dialog").get_by_label("Delete messages")).to_have_count(0)
    mira.page.reload()
    mira.is_in()
    expect(mira.page.locator(".panel")).to_contain_text("Messages are deleted after 30 days.")


def test_a_room_and_ones_own_data_are_taken_along(visitor, tmp_path):
    kit, mira = visitor(theme="dark").register("Kit"), visitor(phone=True)
    mira.follow(kit.create("kitchen"), "Mira").is_at("kitchen")
    kit.say("The **kettle** is on")
    mira.sees_stored("The kettle is on")
    open_keeping(mira)
    assert violations(mira.page) == []
    packed = downloaded(mira, "Export this room", tmp_path)
    (tmp_path / "page.html").write_bytes(packed.read("00001.html"))
    mira.page.goto((tmp_path / "page.html").as_uri())
    expect(mira.page.locator("article strong")).to_have_text("kettle")
    kit.page.get_by_role("button", name="Settings").click()
    mine = json.loads(downloaded(kit, "Download my data", tmp_path).read("person.json"))
    assert [one["message"] for one in mine["messages"]][-1] == "The **kettle** is on"
