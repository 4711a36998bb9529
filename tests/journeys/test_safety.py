"""What people write stays text, and the page lets nobody run anything."""

from __future__ import annotations

import re

HOSTILE = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"


def test_markup_in_a_message_stays_text(visitor):
    kit, mira = visitor().register("Kit"), visitor()
    mira.follow(kit.create("kitchen"), "Mira")
    mira.say(HOSTILE)
    kit.sees_stored("onerror")
    assert kit.page.locator("article img, article script").count() == 0
    assert "owned" not in kit.page.title()


def test_markup_in_the_name_of_a_room_stays_text(visitor):
    kit = visitor().register("Kit")
    kit.create("<b>bold</b> & <i>more</i>")
    assert kit.page.locator("h1 b, .room b").count() == 0
    kit.page.reload()
    kit.is_at("<b>bold</b> & <i>more</i>")


def test_text_becomes_elements_in_one_place_only(visitor):
    kit = visitor().register("Kit")
    for attack in (
        "document.body.innerHTML = '<p>x</p>'",
        "document.body.append(Object.assign(document.createElement('script'), {text: '1'}))",
        "trustedTypes.createPolicy('mine', {})",
    ):
        refused = kit.page.evaluate(f"(() => {{ try {{ {attack}; return false }} catch {{ return true }} }})()")
        assert refused, attack
    kit.forgive(re.compile("Trusted|trusted"))
