"""The parts of a server that delivery rests on, in the test's own loop: store, hub, engine; no pages, no network."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Self

import msgspec
from live.house import Caller
from sqlalchemy import select
from world import person

from parlour import sio, wire
from parlour.accounts.sessions import Visit, open_session
from parlour.client.sequence import Sequence
from parlour.live import connection
from parlour.live.desk import Desk
from parlour.live.hub import Hub, packets_after
from parlour.live.reception import Reception
from parlour.live.recovery import Recovery
from parlour.messages.reads import changes_after
from parlour.rooms.actions import create_room
from parlour.rooms.membership import leave_room
from parlour.settings import load
from parlour.sockets import events_for, refusal
from parlour.store import LoopStore, Store, Tx
from parlour.store.schema import Fact
from parlour.throttle import Throttle


class Server:
    """What server.py puts together, without the pages."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.hub = Hub(self._refill)
        throttle = Throttle(on=False)
        self.engine = sio.Server(on_error=partial(refusal, throttle))
        self.loop_store = LoopStore(store, self.hub.publish)
        self.epoch = store.read(lambda tx: tx.execute(select(Fact.value).where(Fact.name == "epoch")).scalar_one())
        settings = load({"limits": "off", "data": str(store.folder)}, {})
        recovery = Recovery("a secret", self.epoch)
        self.desk = Desk(settings, self.loop_store, self.hub, throttle, recovery, "test")
        self.engine.namespace(
            "/",
            connect=partial(connection.connect, self.desk, Reception(self.desk)),
            disconnect=partial(connection.disconnect, self.desk),
            events=events_for(self.desk),
        )

    async def _refill(self, room: int, after: int) -> list[tuple[int, sio.Packet]]:
        found = await self.loop_store.read(lambda tx: changes_after(tx, room, after))
        return packets_after(after, found)

    async def end(self) -> None:
        """As a crash: nobody is told anything any more."""
        self.loop_store._publish = lambda facts: None
        await self.engine.close()
        self.hub.close()
        self.loop_store.close()
        self.store.close()


class Visitor:
    """One person's client: what is on its way to it, and what it has shown, stay by stay.

    A stay is where it was opened, and its changes as (rev, seq, text).
    """

    def __init__(self, who: int) -> None:
        self.who = who
        self.connected = False
        self.sequence: Sequence | None = None
        self.stays: list[tuple[int, list[tuple[int, int, str]]]] = []
        self.coming: list[wire.Change] = []
        self.caller: Any = None
        self.me = 0

    def open(self, room: int, rev: int) -> None:
        self.sequence = Sequence(room, rev)
        self.stays.append((rev, []))

    def show(self, changes: list[Any]) -> None:
        self.stays[-1][1].extend((one.rev, one.seq, one.message) for one in changes if isinstance(one, wire.Message))

    def fetch(self) -> None:
        """What has arrived at this machine, not yet at the client."""
        self.caller.fetch()
        heard, self.caller.heard = self.caller.heard, []
        told = [body for event, body in heard if event in ("new_message", "message_changed")]
        self.coming += msgspec.convert(told, list[wire.Change])

    def take(self) -> None:
        """Hand the client everything that has arrived."""
        self.fetch()
        coming, self.coming = self.coming, []
        for message in coming:
            if self.sequence is None:
                continue
            self.show(self.sequence.hear(message))
            if message.kind == "left" and message.user_id == self.me:
                self.sequence = None

    # What may happen to it on the way

    def drop(self) -> None:
        self.fetch()
        self.coming = self.coming[::2]

    def double(self) -> None:
        self.fetch()
        self.coming = [message for message in self.coming for _ in range(2)]

    def reverse(self) -> None:
        self.fetch()
        self.coming.reverse()


class House:
    """One room, founded by the first person, on a store that can be closed and opened again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = Server(Store(folder))

    @classmethod
    async def opened(cls, folder: Path, people: int) -> Self:
        house = cls(folder)
        store = house.server.store
        house.people = [person(store, f"Person {number}") for number in range(people)]
        house.tokens = [store.write(lambda tx, who=who: open_session(tx, who, Visit("", ""))) for who in house.people]
        house.room = store.write(lambda tx: create_room(tx, house.people[0], "Lobby")).id
        return house

    people: list[wire.Person]
    tokens: list[str]
    room: int

    async def let_in(self, visitor: Visitor) -> None:
        """Connect; a client that holds the room says up to where."""
        held = visitor.sequence
        brings = {"epoch": self.server.epoch, "rooms": {str(self.room): held.rev}} if held else {}
        visitor.caller = Caller(self.server, self.tokens[visitor.who], brings)  # type: ignore[arg-type]
        visitor.me, visitor.coming = self.people[visitor.who].id, []
        ready = msgspec.convert(await visitor.caller.hear("ready"), wire.Ready)
        visitor.connected = True
        rev = next((room.rev for room in ready.rooms if room.id == self.room), None)
        if rev is None:
            visitor.sequence = None
        elif visitor.sequence is None:
            visitor.open(self.room, rev)
        else:
            visitor.sequence.pass_over(rev)

    async def send(self, visitor: Visitor, key: str, text: str) -> int | None:
        """Return the place, or None when it was refused because he is outside."""
        answer = await visitor.caller.ask("send_message", {"room": self.room, "key": key, "message": text})
        if not answer["ok"]:
            assert answer["error"]["code"] == "not_found"
            return None
        return int(answer["seq"])

    async def change(self, visitor: Visitor, seq: int, text: str | None) -> int | None:
        """Edit a message, or without a text delete it; return the number of the change, None when it was not found."""
        event, words = ("delete_message", {}) if text is None else ("edit_message", {"message": text})
        answer = await visitor.caller.ask(event, {"room": self.room, "seq": seq, **words})
        if not answer["ok"]:
            assert answer["error"]["code"] == "not_found"
            return None
        return int(answer["rev"])

    async def join(self, visitor: Visitor) -> None:
        answer = await visitor.caller.ask("join", {"room": self.room})
        visitor.take()
        if visitor.sequence is None:
            visitor.open(self.room, answer["room"]["rev"])
        else:
            visitor.sequence.pass_over(answer["room"]["rev"])

    async def leave(self, visitor: Visitor) -> None:
        await visitor.caller.ask("leave", {"room": self.room})
        visitor.take()
        visitor.sequence = None

    async def leave_elsewhere(self, who: int) -> None:
        """From another device: this one hears of it, if it is listening."""
        await self.server.loop_store.write(lambda tx: leave_room(tx, self.people[who], self.room))

    async def level(self, visitor: Visitor) -> None:
        """Take everything and ask for the rest."""
        visitor.take()
        while (sequence := visitor.sequence) is not None:
            answer = await visitor.caller.ask("catch_up", {"room": self.room, "rev": sequence.rev})
            visitor.take()
            if visitor.sequence is not sequence:
                continue
            if not answer["ok"]:
                assert answer["error"]["code"] == "not_found"
                visitor.sequence = None
                return
            visitor.show(sequence.fill(msgspec.convert(answer, wire.CaughtUp)))
            if sequence.level:
                return

    async def hang_up(self, visitor: Visitor) -> None:
        """The line goes dead, and what was on it with it."""
        if visitor.connected:
            visitor.caller.session.drop("transport error")
            visitor.connected = False

    async def kill(self, act: Callable[[Tx], object] | None) -> None:
        """End the server, with something that is committed and not told to anyone, or without; start another."""
        self.server.loop_store._publish = lambda facts: None
        if act is not None:
            await asyncio.to_thread(self.server.store.write, act)
        await self.server.end()
        self.server = Server(Store(self.folder))

    async def close(self) -> None:
        await self.server.end()
