"""What a browser keeps: to be read without a connection, by its owner only, and never lost while it waits to go out."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from journeys.cable import Cable
from journeys.kept import keeps, kept
from playwright.sync_api import Route, expect

SEA = Path(__file__).parents[1] / "browser"


def test_rooms_and_messages_are_there_before_the_connection_is(visitor):
    kit = visitor().register("Kit")
    kit.create("kitchen")
    kit.say("to be read in the tunnel")
    kit.sees_stored("to be read in the tunnel")
    kit.page.locator("textarea").fill("half a thought")
    keeps(kit.page, "to be read in the tunnel")
    cable = Cable(kit.page)
    cable.cut()
    kit.page.reload()
    kit.is_at("kitchen")
    kit.sees("to be read in the tunnel")
    expect(kit.page.locator("textarea")).to_have_value("half a thought")
    expect(kit.page.locator('parlour-status [data-state="connected"]')).not_to_be_attached()
    kit.say("written in the tunnel")
    expect(kit.page.locator("article", has_text="written in the tunnel")).to_have_attribute("data-state", "queued")
    kit.page.reload()
    expect(kit.page.locator("article", has_text="written in the tunnel")).to_have_attribute("data-state", "queued")
    cable.mend()
    kit.is_connected()
    kit.sees_stored("written in the tunnel")
    assert kit.messages() == ["to be read in the tunnel", "written in the tunnel"]
    kit.forgive()


def test_what_was_missed_while_away_follows_what_was_kept(visitor, server):
    kit, token = visitor().register("Kit"), server.guest("Otto")
    code = kit.create("kitchen")
    room = server.api("POST", "/memberships", token, code=code).json()
    for n in range(3):
        server.api("POST", f"/rooms/{room['id']}/messages", token, key=f"before-{n:03}", message=f"before {n}")
    kit.sees("before 2")
    keeps(kit.page, "before 2")
    kit.page.goto("/static/js/none")
    for n in range(70):
        server.api("POST", f"/rooms/{room['id']}/messages", token, key=f"while-{n:03}", message=f"while away {n}")
    kit.page.goto("/chat")
    kit.is_in()
    kit.sees("while away 69")
    wanted = [*(f"before {n}" for n in range(3)), *(f"while away {n}" for n in range(70))]
    kit.page.wait_for_function("count => document.querySelectorAll('article').length === count", arg=len(wanted))
    assert kit.messages() == wanted
    expect(kit.page.locator(".day--new")).to_have_count(1)
    kit.complaints = [complaint for complaint in kit.complaints if "404" not in complaint]


def test_signing_out_leaves_nothing_behind(visitor):
    kit = visitor().register("Kit")
    kit.create("kitchen")
    kit.say("the secret of the soup")
    kit.sees_stored("the secret of the soup")
    keeps(kit.page, "the secret of the soup")
    kit.page.get_by_role("button", name="Settings").click()
    kit.page.get_by_role("button", name="Sign out").last.click()
    kit.page.wait_for_url(lambda url: "/chat" not in url)
    assert kept(kit.page) == "[]"


def test_whoever_signs_in_next_finds_nothing_of_the_one_before(visitor):
    kit = visitor().register("Kit")
    kit.create("kitchen")
    kit.say("the secret of the soup")
    kit.sees_stored("the secret of the soup")
    cable = Cable(kit.page)
    kit.page.reload()
    kit.is_in()
    cable.cut()
    kit.say("never sent")
    expect(kit.page.locator("article", has_text="never sent")).to_have_attribute("data-state", "queued")
    kit.page.goto("/static/js/none")  # Kit walks away; his session runs out
    kit.context.clear_cookies()
    cable.mend()
    mira = kit.register("Mira")
    mira.create("study")
    keeps(mira.page, "Mira made this room")
    found = kept(mira.page)
    assert not any(word in found for word in ("soup", "never sent", "kitchen", "Kit"))
    mira.sees("never sent", times=0)
    kit.forgive()
    kit.complaints = [complaint for complaint in kit.complaints if "404" not in complaint]


def test_where_nothing_can_be_kept_it_works_and_says_so(visitor):
    kit = visitor()
    kit.page.add_init_script("IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); };")
    kit.register("Kit")
    cable = Cable(kit.page)
    kit.create("kitchen")
    kit.page.reload()
    kit.is_in()
    cable.cut()
    kit.say("in this tab only")
    expect(kit.page.get_by_text("Keep this tab open")).to_be_visible()
    cable.mend()
    kit.is_connected()
    kit.sees_stored("in this tab only")
    kit.forgive()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_in_any_weather_with_the_disk_of_a_real_browser(visitor, seed):
    """The storm of tests/browser/sea.test.js, with IndexedDB instead of memory."""
    kit = visitor().register("Kit")
    mapped = json.loads(str(kit.page.locator("script[type=importmap]").text_content()))["imports"]
    joined = kit.page.locator("script[type=module]").get_attribute("src")

    def give(route: Route) -> None:
        """What the page's map does not name is a part of the joined module."""
        text = (SEA / route.request.url.rpartition("/weather/")[2]).read_text()
        named = re.sub(r'"(parlour/[^"]+\.js)"', lambda found: f'"{mapped.get(found[1], joined)}"', text)
        route.fulfill(body=named, content_type="text/javascript")

    kit.page.route("**/weather/**", give)
    wrong = kit.page.evaluate(
        """async ([seed, joined]) => {
          const { Sea } = await import("/weather/sea/sea.js");
          const { Disk } = await import(joined);
          return new Sea({ seed, disk: () => Disk.open("1/Kit", `weather-${seed}`) }).sail(120);
        }""",
        [seed, joined],
    )
    assert wrong == []


def test_what_was_edited_and_deleted_while_away_is_so_on_return(visitor, server):
    kit, token = visitor().register("Kit"), server.guest("Otto")
    code = kit.create("kitchen")
    path = f"/rooms/{server.api('POST', '/memberships', token, code=code).json()['id']}/messages"
    for n in range(4):
        placed = server.api("POST", path, token, key=f"before-{n:03}", message=f"before {n}").json()
    kit.sees("before 3")
    keeps(kit.page, "before 3")
    cable = Cable(kit.page)
    kit.page.reload()
    kit.is_in()
    cable.cut()
    server.api("PATCH", f"{path}/{placed['seq'] - 2}", token, message="mended")
    fresh = server.api("POST", path, token, key="while-away", message="new").json()
    server.api("PATCH", f"{path}/{placed['seq'] - 2}", token, message="mended twice")
    server.api("DELETE", f"{path}/{placed['seq'] - 1}", token)
    server.api("PATCH", f"{path}/{fresh['seq']}", token, message="new meanwhile")
    cable.mend()
    kit.is_connected()
    wanted = ["before 0", "mended twice", "This message was deleted.", "before 3", "new meanwhile"]
    kit.sees("new meanwhile")
    kit.sees("mended twice")
    kit.sees("This message was deleted.")
    assert kit.messages() == wanted
    server.api("PATCH", f"{path}/{placed['seq']}", token, message="mended live")
    kit.sees("mended live")
    assert kit.messages() == [*wanted[:3], "mended live", wanted[4]]
    keeps(kit.page, "mended live")
    assert "before 2" not in kept(kit.page)
    kit.forgive()
