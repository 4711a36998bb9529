"""For each promise one line that breaks it, and the quick test that must notice."""

from __future__ import annotations

from typing import NamedTuple


class Sabotage(NamedTuple):
    """In `file` below src/parlour `old`, which stands there once, becomes `new`; `test` then fails."""

    promise: str
    file: str
    old: str
    new: str
    test: str


SABOTAGES = [
    Sabotage(
        "P1 acknowledged = durable",
        "store/writer.py",
        '                failpoints.passing("before_commit")',
        "                self.publish(batch, tx.events)",
        "tests/faults/test_promises.py::test_nobody_is_answered_or_told_before_the_commit",
    ),
    Sabotage(
        "P2 once",
        "messages/actions.py",
        "    _answer_known(tx, posts, answers)\n    places",
        "    places",
        "tests/faults/test_promises.py::test_a_retry_is_stored_once_and_answered_with_its_place",
    ),
    Sabotage(
        "P3 one order",
        "live/hub.py",
        "        for fact in facts:\n            match fact:",
        "        for fact in reversed(facts):\n            match fact:",
        "tests/faults/test_promises.py::test_every_member_hears_a_batch_in_the_order_of_its_places",
    ),
    Sabotage(
        "P4 no gaps",
        "messages/reads.py",
        "Message.rev > rev).order_by",
        "Message.rev > rev + 1).order_by",
        "tests/faults/test_promises.py::test_who_was_away_is_told_everything_since",
    ),
    Sabotage(
        "P4 no gaps (edits and deletions)",
        "messages/reads.py",
        "Message.rev > rev).order_by",
        "Message.seq > rev).order_by",
        "tests/faults/test_promises.py::test_who_was_away_is_told_what_was_edited_and_deleted_since",
    ),
    Sabotage(
        "P5 shown once",
        "client/sequence.py",
        "        if message.rev <= self.rev:",
        "        if message.rev < self.rev:",
        "tests/faults/test_promises.py::test_a_change_that_comes_again_is_not_shown_again",
    ),
    Sabotage(
        "P6 a sender's own order",
        "client/chat.py",
        "        async with self._locks[room]:",
        "        if room:",
        "tests/faults/test_promises.py::test_a_message_waits_for_the_answer_to_the_one_before_it",
    ),
    Sabotage(
        "P7 removal is in the order (hearing)",
        "live/hub.py",
        "                seat.left.add(fact.room)\n                self._drop(seat, fact.room)",
        "                seat.left.add(fact.room)",
        "tests/faults/test_promises.py::test_who_left_hears_nothing_of_what_follows_in_the_same_commit",
    ),
    Sabotage(
        "P7 removal is in the order (sending)",
        "messages/actions.py",
        "if (posts[place].room, posts[place].actor.id) in members]",
        "if members or True]",
        "tests/faults/test_promises.py::test_who_left_adds_nothing_in_the_same_commit_and_uses_up_no_number",
    ),
    Sabotage(
        "P10 bounded (in bytes)",
        "sio/session.py",
        "            self.arm()\n            self.app.paused()",
        "            self.arm()",
        "tests/sio/test_fanout.py::test_a_slow_reader_lags_delays_nobody_and_catches_up_in_order",
    ),
    Sabotage(
        "P10 bounded (in time)",
        "sio/session.py",
        "        if owed >= self._taken:",
        "        if owed < 0:",
        "tests/sio/test_fanout.py::test_a_reader_that_takes_nothing_is_closed",
    ),
]
