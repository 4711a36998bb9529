"""Any sequence of sends, edits, deletions, retries, kills, losses, leaves, joins and returns, against a model."""

from __future__ import annotations

import asyncio
import atexit
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from faults.parts import House, Visitor
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from parlour.messages.actions import Post, post_messages
from parlour.messages.editing import delete_message, edit_message
from parlour.store import Store, Tx

PEOPLE = 3
EXAMPLES = int(os.environ.get("EXAMPLES", "100"))
SYSTEM = ("created", "joined", "left")
WHO = st.integers(0, PEOPLE - 1)
TEXT = st.sampled_from(["edited", "", None])  # a new text, deleted, the same once more
_empty = Path(tempfile.mkdtemp(prefix="parlour-machine-"))
atexit.register(shutil.rmtree, _empty)
Store(_empty).close()


class Told(NamedTuple):
    """One change of the room: what the message at a place says from then on; deleted, it says nothing."""

    seq: int
    author: int
    key: str
    text: str


class Model:
    """What must be true: every change in its order, and who is in."""

    def __init__(self) -> None:
        self.log = [Told(1, 0, "", "created")]
        self.inside = {0}

    def join(self, who: int) -> None:
        if who not in self.inside:
            self.inside.add(who)
            self.add(who, "", "joined")

    def leave(self, who: int) -> None:
        if who in self.inside:
            self.inside.discard(who)
            self.add(who, "", "left")

    def send(self, who: int, key: str, text: str) -> int | None:
        """Return the place, old or new; None: refused."""
        known = [told.seq for told in self.log if (told.author, told.key) == (who, key)]
        if not known and who in self.inside:
            self.add(who, key, text)
            known.append(len(self.log))
        return known[0] if known else None

    def change(self, seq: int, text: str) -> int | None:
        """Edit by who wrote it, or with no text delete; return the number of the change, old or new; None: refused."""
        rev = self.newest(seq)
        told = self.log[rev - 1]
        if told.author not in self.inside or (text and not told.text):
            return None
        if text != told.text:
            self.log.append(told._replace(text=text))
            return len(self.log)
        return rev

    def add(self, who: int, key: str, text: str) -> None:
        self.log.append(Told(len(self.log) + 1, who, key, text))

    def said(self) -> list[Told]:
        return [told for number, told in enumerate(self.log, 1) if told.key and told.seq == number]

    def newest(self, seq: int) -> int:
        """The number of the last change of what stands at a place."""
        return max(number for number, told in enumerate(self.log, 1) if told.seq == seq)


class Delivery(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="parlour-machine-"))
        shutil.copytree(_empty, self.folder / "data")
        self.loop = asyncio.new_event_loop()
        self.model = Model()
        self.house = self.run(House.opened(self.folder / "data", PEOPLE))
        self.visitors: dict[int, Visitor] = {}
        self.keys: list[tuple[int, str, str]] = []

    def run(self, coroutine: Any) -> Any:
        return self.loop.run_until_complete(asyncio.wait_for(coroutine, 20))

    def visitor(self, who: int) -> Visitor:
        """Whoever does something is connected."""
        if who not in self.visitors:
            self.visitors[who] = Visitor(who)
        visitor = self.visitors[who]
        if not visitor.connected:
            self.run(self.house.let_in(visitor))
        return visitor

    def post(self, who: int, key: str, text: str) -> None:
        answer = self.run(self.house.send(self.visitor(who), key, text))
        assert answer == self.model.send(who, key, text)

    @rule(who=WHO)
    def send(self, who: int) -> None:
        key = f"key-{len(self.keys):05}"
        self.keys.append((who, key, f"{who} says {len(self.keys)}"))
        self.post(*self.keys[-1])

    @precondition(lambda self: self.keys)
    @rule(data=st.data())
    def retry(self, data: st.DataObject) -> None:
        self.post(*data.draw(st.sampled_from(self.keys)))

    @precondition(lambda self: self.model.said())
    @rule(data=st.data(), text=TEXT)
    def change(self, data: st.DataObject, text: str | None) -> None:
        """The text that is there already, a new one, or none: the message is deleted."""
        told = data.draw(st.sampled_from(self.model.said()))
        text = self.words(told.seq, text)
        answer = self.run(self.house.change(self.visitor(told.author), told.seq, text or None))
        assert answer == self.model.change(told.seq, text)

    def words(self, seq: int, text: str | None) -> str:
        """One of its own, none, or (None) what is there now; after a deletion any, since nothing comes of it."""
        if text is None:
            return self.model.log[self.model.newest(seq) - 1].text or "again"
        return text and f"{text} {len(self.model.log)}"

    @rule(who=WHO, stored=st.booleans())
    def kill_while_sending(self, who: int, stored: bool) -> None:
        """The process ends before the COMMIT, or after it and before anyone is told."""
        key = f"key-{len(self.keys):05}"
        self.keys.append((who, key, f"{who} says {len(self.keys)}"))
        post = Post(self.house.people[who], self.house.room, key, self.keys[-1][2])
        stored = stored and who in self.model.inside
        self.kill((lambda tx: post_messages(tx, [post])) if stored else None)
        if stored:
            self.model.send(*self.keys[-1])

    @precondition(lambda self: self.model.said())
    @rule(data=st.data(), text=TEXT)
    def kill_while_changing(self, data: st.DataObject, text: str | None) -> None:
        """The process ends after the COMMIT of an edit or a deletion, before anyone is told."""
        told = data.draw(st.sampled_from(self.model.said()))
        text = self.words(told.seq, text)
        who, room = self.house.people[told.author], self.house.room

        def act(tx: Tx) -> object:
            return edit_message(tx, who, room, told.seq, text) if text else delete_message(tx, who, room, told.seq)

        self.kill(act if self.model.change(told.seq, text) is not None else None)

    def kill(self, act: Any) -> None:
        self.run(self.house.kill(act))
        for visitor in self.visitors.values():
            visitor.connected = False

    @rule(who=WHO)
    def join(self, who: int) -> None:
        self.run(self.house.join(self.visitor(who)))
        self.model.join(who)

    @rule(who=WHO, elsewhere=st.booleans())
    def leave(self, who: int, elsewhere: bool) -> None:
        """Here, or on another device, so that this one may not know."""
        if not elsewhere:
            self.run(self.house.leave(self.visitor(who)))
        elif who in self.model.inside:
            self.run(self.house.leave_elsewhere(who))
        self.model.leave(who)

    @rule(who=WHO, how=st.sampled_from(["drop", "double", "reverse"]))
    def disturb(self, who: int, how: str) -> None:
        """What is on its way to a client is lost, comes twice or in the wrong order."""
        getattr(self.visitor(who), how)()

    @rule(who=WHO)
    def hang_up(self, who: int) -> None:
        """The connection is lost, and with it what was on its way; `visitor` resumes by position."""
        if who in self.visitors:
            self.run(self.house.hang_up(self.visitors[who]))

    @rule(who=WHO)
    def level(self, who: int) -> None:
        """Whoever takes everything and asks for what is missing holds what the model says, and nothing else."""
        visitor = self.visitor(who)
        self.run(self.house.level(visitor))
        if who in self.model.inside:
            assert visitor.sequence is not None
            assert visitor.sequence.rev == len(self.model.log)
            opened, shown = visitor.stays[-1]
            changed = {self.model.newest(told.seq) for told in self.model.log}
            assert {rev for rev in changed if rev > opened} <= {rev for rev, _, _ in shown}
        else:
            assert visitor.sequence is None

    @invariant()
    def every_view_is_a_piece_of_the_log_without_gaps(self) -> None:
        """What is left out has been changed again since."""
        for visitor in self.visitors.values():
            for opened, shown in visitor.stays:
                numbers = [opened, *(rev for rev, _, _ in shown)]
                assert numbers == sorted(set(numbers))
                for rev, seq, text in shown:
                    assert self.model.log[rev - 1].seq == seq
                    assert self.model.log[rev - 1].text in (text, *SYSTEM)
                for rev in set(range(opened, numbers[-1])) - set(numbers):
                    assert self.model.newest(self.model.log[rev - 1].seq) > rev

    def teardown(self) -> None:
        for who in range(PEOPLE):
            self.level(who)
        self.run(self.house.close())
        self.loop.close()
        shutil.rmtree(self.folder)


Delivery.TestCase.settings = settings(
    max_examples=EXAMPLES, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestDelivery = Delivery.TestCase
