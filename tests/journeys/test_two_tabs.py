"""Two tabs of one person are one outbox: nothing goes out twice, and each takes over from the other."""

from __future__ import annotations

from journeys.cable import Cable


def test_both_write_and_each_line_is_there_once(visitor):
    kit = visitor().register("Kit")
    kit.create("kitchen")
    other = kit.another_tab()
    for n in range(10):
        kit.say(f"desk {n}")
        other.say(f"sofa {n}")
    for tab in (kit, other):
        tab.holds(20)
    assert kit.messages() == other.messages()
    for name in ("desk", "sofa"):
        assert [line for line in other.messages() if name in line] == [f"{name} {n}" for n in range(10)]


def test_a_tab_that_is_connected_sends_what_another_could_not(visitor):
    kit = visitor().register("Kit")
    kit.create("kitchen")
    other = kit.another_tab()
    cable = Cable(kit.page)
    kit.page.reload()
    kit.is_in()
    cable.cut()
    kit.say("out through the other tab")
    other.holds(1)
    assert other.messages() == ["out through the other tab"]
    cable.mend()
    kit.holds(1)
    kit.forgive()


def test_a_tab_closed_while_it_sends_is_taken_over(visitor):
    kit = visitor().register("Kit")
    kit.create("kitchen")
    other = kit.another_tab()
    cable = Cable(kit.page)
    kit.page.reload()
    kit.is_in()
    cable.state = "unanswered"
    kit.say("sent, but was it stored?")
    kit.say("and this one waits behind it")
    other.sees("and this one waits")
    kit.page.close()
    other.holds(2)
    assert other.messages() == ["sent, but was it stored?", "and this one waits behind it"]


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
