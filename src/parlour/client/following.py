"""What the server tells, put into the order of the rooms; what is missing is asked for."""

from __future__ import annotations

import asyncio
from itertools import islice
from typing import Any

import msgspec

from parlour import wire
from parlour.client.line import PASSING, Late, Line, Refused, Unanswered, jitter
from parlour.client.sequence import Change, Closed, Opened, Reset, Sequence, Told
from parlour.client.stream import Stream

SMALL: dict[str, type[wire.SmallChange]] = {
    "reaction_changed": wire.ReactionChanged,
    "poll_changed": wire.PollChanged,
    "replies_changed": wire.RepliesChanged,
}
LEVEL_WITHIN = 2.0  # seconds for a page of what was missed; then the connection is made anew


class Following:
    """The rooms of one account, each as a sequence; what can be told goes into the stream."""

    def __init__(self, stream: Stream) -> None:
        self.line: Line
        self.account: wire.Person | None = None
        self.rooms: dict[int, wire.Room] = {}
        self.begun = asyncio.Event()
        self.changed = asyncio.Event()  # something about the account: its rooms have to be looked up
        self._stream = stream
        self._epoch = stream.position.epoch
        self._sequences = {room: Sequence(room, rev) for room, rev in stream.position.rooms.items()}
        self._named: dict[int, int] = {}
        self._unknown: set[int] = set()  # rooms that were heard of, until it is looked up how they stand
        self._levelling: dict[Sequence, asyncio.Task[None]] = {}

    def held(self) -> dict[str, Any]:
        """What CONNECT says of where this client stands."""
        self._named = dict(islice(((room, held.rev) for room, held in self._sequences.items()), wire.HELD_LIMIT))
        return {"epoch": self._epoch, "rooms": {str(room): rev for room, rev in self._named.items()}}

    def hear(self, event: str, payload: Any) -> None:
        """Take whatever the server sends."""
        if event in ("new_message", "message_changed"):
            self._message(msgspec.convert(payload, wire.Change))
        elif event in SMALL:
            self._message(msgspec.convert(payload, SMALL[event]))
        elif event == "ready":
            self._ready(msgspec.convert(payload, wire.Ready))
        elif event == "me_changed":
            self.changed.set()
        elif event == "notice" and payload.get("retry_after"):
            self.line.expect_return(payload["retry_after"])

    def renew(self, me: wire.Ready, *, from_now: bool = False) -> None:
        """Take what the account is now: rooms may have come and gone, on another device or by others' doing.

        A room that has come is told from where the account has read it: what was said first may be older than this.
        """
        self.account = me.account
        self.rooms = {room.id: room for room in me.rooms}
        self._unknown.clear()
        for gone in set(self._sequences) - set(self.rooms):
            self.close(gone)
        for room in me.rooms:
            if room.id not in self._sequences:
                self._open(room.id, room.rev if from_now else room.read_seq)
            # What a room that was named has missed is on its way. It is asked for only if it does not come.
            self.reach(room.id, room.rev, patience=LEVEL_WITHIN if room.id in self._named else 0.0)

    def reach(self, room: int, rev: int, patience: float = 0.0) -> None:
        """See to it that a room is told up to `rev`."""
        sequence = self._sequences[room]
        sequence.pass_over(rev)
        self._level(sequence, patience)

    def enter(self, room: wire.Room, begin: int) -> None:
        """The account is in the room now; it is told from `begin` on, if it was not known."""
        self.changed.set()  # an answer about the rooms that is on its way may be older than this
        self.rooms[room.id] = room
        if room.id not in self._sequences:
            self._open(room.id, begin)
        self.reach(room.id, room.rev)

    def leave(self, room: int) -> None:
        """The account is in the room no more."""
        self.changed.set()
        self.close(room)

    def close(self, room: int) -> None:
        """Nothing of the room will be told any more."""
        self.rooms.pop(room, None)
        if self._sequences.pop(room, None) is not None:
            self._stream.put(Closed(room))

    def level_all(self) -> None:
        """There is room again for what was passed over."""
        for sequence in list(self._sequences.values()):
            self._level(sequence)

    async def end(self) -> None:
        tasks = list(self._levelling.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _ready(self, ready: wire.Ready) -> None:
        anew = self._epoch != ready.epoch
        if self._epoch is None:
            self._stream.position.epoch = ready.epoch
        elif anew:
            self._sequences.clear()
            self._stream.put(Reset(ready.epoch))
        self._epoch = ready.epoch
        for gap in ready.gaps:
            if gap.room in self._sequences:
                self._tell(self._sequences[gap.room].fill(gap))
        self.renew(ready, from_now=anew)
        self.begun.set()

    def _message(self, message: Told) -> None:
        sequence = self._sequences.get(message.room)
        gone = self._is_farewell(message)
        if sequence is None and gone:
            return self.leave(message.room)
        if sequence is None:
            return self._look_up(message.room)
        if self._stream.full:
            return sequence.pass_over(message.rev)
        self._tell(sequence.hear(message))
        return self.leave(message.room) if gone else self._level(sequence)

    def _look_up(self, room: int) -> None:
        """The account has just come into a room: once it is known from where on, what was said there is asked for."""
        if room not in self._unknown:
            self._unknown.add(room)
            self.changed.set()

    def _is_farewell(self, message: Told) -> bool:
        """Whether it says that this account is no longer in the room."""
        if isinstance(message, wire.SmallChange) or self.account is None:
            return False
        return message.kind == "left" and message.user_id == self.account.id

    def _open(self, room: int, rev: int) -> None:
        self._sequences[room] = Sequence(room, rev)
        self._stream.put(Opened(room, rev))

    def _tell(self, changes: list[Change]) -> None:
        for change in changes:
            self._stream.put(change)

    # What was missed

    def _level(self, sequence: Sequence, patience: float = 0.0) -> None:
        if not (sequence.level or sequence in self._levelling or self._stream.full):
            self._levelling[sequence] = asyncio.create_task(self._fill(sequence, patience))

    async def _fill(self, sequence: Sequence, patience: float) -> None:
        """Ask for what is missing, page by page, as long as there is room for it."""
        try:
            while not sequence.level and not self._stream.full and self._holds(sequence):
                before = sequence.rev
                await asyncio.sleep(patience)
                if sequence.rev != before:
                    continue
                page = await self._page(sequence)
                if page is not None and self._holds(sequence):
                    self._tell(sequence.fill(page))
                patience = 0.0 if sequence.rev != before else jitter(0)
        finally:  # at once: what is heard next must be able to begin anew
            del self._levelling[sequence]

    async def _page(self, sequence: Sequence) -> wire.CaughtUp | None:
        try:
            asked = {"room": sequence.room, "rev": sequence.rev, "epoch": self._epoch}
            return msgspec.convert(await self.line.ask("catch_up", asked, LEVEL_WITHIN), wire.CaughtUp)
        except Late:
            self.line.drop()
        except Unanswered:
            pass  # the next connection answers
        except Refused as refused:
            if refused.code not in PASSING:
                self.close(sequence.room)
            await asyncio.sleep(refused.retry_after)
        return None

    def _holds(self, sequence: Sequence) -> bool:
        return self._sequences.get(sequence.room) is sequence
