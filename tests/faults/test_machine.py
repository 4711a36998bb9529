"""Any sequence of sends, retries, kills, losses, leaves, joins and returns, against a model that fits on a screen."""

from __future__ import annotations

import asyncio
import atexit
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from faults.parts import House, Visitor
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from parlour.store import Store

PEOPLE = 3
EXAMPLES = int(os.environ.get("EXAMPLES", "100"))
SYSTEM = ("created", "joined", "left")
WHO = st.integers(0, PEOPLE - 1)
_empty = Path(tempfile.mkdtemp(prefix="parlour-machine-"))
atexit.register(shutil.rmtree, _empty)
Store(_empty).close()


class Model:
    """What must be true: one list of (author, key, text), who is in, and since when each holds the room."""

    def __init__(self) -> None:
        self.log: list[tuple[int, str, str]] = [(0, "", "created")]
        self.inside = {0}

    def join(self, who: int) -> None:
        if who not in self.inside:
            self.inside.add(who)
            self.log.append((who, "", "joined"))

    def leave(self, who: int) -> None:
        if who in self.inside:
            self.inside.discard(who)
            self.log.append((who, "", "left"))

    def send(self, who: int, key: str, text: str) -> int | None:
        """Return the place, old or new; None: refused."""
        for place, (author, known, _) in enumerate(self.log, 1):
            if (author, known) == (who, key):
                return place
        if who not in self.inside:
            return None
        self.log.append((who, key, text))
        return len(self.log)


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

    @rule(who=WHO, stored=st.booleans())
    def kill_while_sending(self, who: int, stored: bool) -> None:
        """The process ends before the COMMIT, or after it and before anyone is told."""
        key = f"key-{len(self.keys):05}"
        self.keys.append((who, key, f"{who} says {len(self.keys)}"))
        stored = stored and who in self.model.inside
        self.run(self.house.kill(self.keys[-1] if stored else None))
        if stored:
            self.model.send(*self.keys[-1])
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
        else:
            assert visitor.sequence is None

    @invariant()
    def every_view_is_a_piece_of_the_log_without_gaps(self) -> None:
        for visitor in self.visitors.values():
            for opened, shown in visitor.stays:
                assert [rev for rev, _ in shown] == list(range(opened + 1, opened + 1 + len(shown)))
                for rev, text in shown:
                    assert self.model.log[rev - 1][2] in (text, *SYSTEM)

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
