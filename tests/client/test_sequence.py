"""One room as a client holds it: whatever is lost, doubled or mixed up on the way, each change is told once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from parlour.client import Hole
from parlour.client.sequence import HELD, Sequence
from parlour.wire import CaughtUp, Change, Message, ReactionChanged, RepliesChanged

ROOM = 7


def change(rev: int, since: int | None = None) -> Change:
    return Change(
        id=f"{ROOM}:{rev}", room=ROOM, seq=rev, rev=rev, key=f"key-{rev}", user_id=1, username="Kit", message=str(rev),
        html="", timestamp="", kind="message", edited_at=None, since=since,
    )  # fmt: skip


def reaction(rev: int, seq: int, was: int) -> ReactionChanged:
    return ReactionChanged(ROOM, seq, rev, was, 2, "Mira", "\U0001f44d", on=True)


def page(head: int, *revs: int, more: bool = False, limited: bool = False) -> CaughtUp:
    before = min(revs) if limited else None
    messages = [change(rev) for rev in revs]
    return CaughtUp(room=ROOM, head=head, messages=messages, more=more, limited=limited, before=before)


def revs(told: list[object]) -> list[int]:
    return [one.rev for one in told if isinstance(one, Message)]


def test_the_next_is_told_an_old_one_dropped_and_an_early_one_waits() -> None:
    sequence = Sequence(ROOM, 4)
    assert revs(sequence.hear(change(5))) == [5]
    assert revs(sequence.hear(change(5))) == []
    assert revs(sequence.hear(change(7))) == []
    assert not sequence.level
    assert revs(sequence.hear(change(6))) == [6, 7]
    assert sequence.level


def test_what_says_since_when_needs_nothing_between() -> None:
    sequence = Sequence(ROOM, 4)
    assert revs(sequence.hear(change(9, since=7))) == []
    assert revs(sequence.hear(change(7, since=4))) == [7, 9]
    assert revs(sequence.hear(change(9, since=7))) == []
    assert sequence.level


def test_only_so_many_wait_and_the_rest_is_asked_for_again() -> None:
    sequence = Sequence(ROOM, 0)
    for rev in range(2, HELD + 10):
        sequence.hear(change(rev))
    assert revs(sequence.fill(page(1, 1))) == list(range(1, HELD + 2))
    assert (sequence.rev, sequence.level) == (HELD + 1, False)


def test_what_was_changed_again_is_missing_at_its_old_place() -> None:
    sequence = Sequence(ROOM, 3)
    assert revs(sequence.fill(page(9, 5, 9))) == [5, 9]
    assert sequence.level


def test_a_page_that_is_not_the_last_leaves_the_rest_missing() -> None:
    sequence = Sequence(ROOM, 0)
    sequence.fill(page(9, 1, 2, more=True))
    assert (sequence.rev, sequence.head) == (2, 9)


def test_too_far_behind_is_a_hole_before_the_newest_page() -> None:
    sequence = Sequence(ROOM, 5)
    sequence.hear(change(2001))
    told = sequence.fill(page(2000, 1999, 2000, limited=True))
    assert told[0] == Hole(ROOM, 1999)
    assert revs(told[1:]) == [1999, 2000, 2001]
    assert sequence.level


def test_a_position_past_the_head_falls_back_to_it() -> None:
    sequence = Sequence(ROOM, 50)
    sequence.pass_over(50)
    told = sequence.fill(page(10, 9, 10, limited=True))
    assert told[0] == Hole(ROOM, 9)
    assert (sequence.rev, sequence.level) == (10, True)
    assert revs(sequence.hear(change(11))) == [11]


@given(st.lists(st.integers(1, 40)), st.lists(st.integers(0, 40)))
def test_the_state_after_any_events_is_that_of_a_fresh_fetch(heard: list[int], asked_after: list[int]) -> None:
    """Events come in any order, any number of times or never; pages are asked for whenever something is missing."""
    sequence, told = Sequence(ROOM, 0), []
    for step, rev in enumerate(heard):
        told += revs(sequence.hear(change(rev)))
        if step in asked_after and not sequence.level:
            told += revs(sequence.fill(page(sequence.head, *range(sequence.rev + 1, sequence.head + 1))))
    if not sequence.level:
        told += revs(sequence.fill(page(sequence.head, *range(sequence.rev + 1, sequence.head + 1))))
    assert told == list(range(1, max(heard, default=0) + 1))


def test_a_reaction_is_the_next_change_like_any_other() -> None:
    sequence = Sequence(ROOM, 4)
    assert sequence.hear(reaction(6, seq=5, was=5)) == []
    assert [type(one) for one in sequence.hear(change(5))] == [Change, ReactionChanged]
    assert (sequence.rev, sequence.level) == (6, True)
    assert sequence.hear(reaction(6, seq=5, was=5)) == []


def test_what_a_message_says_of_its_thread_is_a_change_like_a_reaction() -> None:
    sequence = Sequence(ROOM, 2)
    assert revs(sequence.fill(page(9, 4, 5, more=True))) == [4, 5]
    assert sequence.hear(RepliesChanged(ROOM, 3, 6, 3, None)) == []  # 3 itself stands further on
    told = RepliesChanged(ROOM, 4, 6, 4, None)
    assert Sequence(ROOM, 5).hear(told) == [told]


def test_a_reaction_to_what_may_not_have_been_told_is_asked_for_and_comes_whole() -> None:
    sequence = Sequence(ROOM, 2)
    assert revs(sequence.fill(page(9, 4, 5, more=True))) == [4, 5]  # 3 stands further on
    assert sequence.hear(reaction(6, seq=3, was=3)) == []
    assert (sequence.rev, sequence.level) == (5, False)
    assert revs(sequence.fill(page(9, 7, 9))) == [7, 9]
    assert (sequence.rev, sequence.level) == (9, True)
    assert sequence.hear(reaction(10, seq=3, was=3)) == [reaction(10, seq=3, was=3)]  # all was told up to 9


def test_a_page_that_live_changes_have_overtaken_makes_nothing_sure() -> None:
    sequence = Sequence(ROOM, 2)
    sequence.hear(change(6, since=2))
    assert sequence.fill(page(5, 3)) == []
    assert sequence.hear(reaction(7, seq=4, was=4)) == []
