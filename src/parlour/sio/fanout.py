"""A channel: its members hear the same frames, joined once for each turn of the loop.

No member has a queue. One that is level gets each batch as it is flushed; one that lags is a position, and is brought
up to date from the ring, or from `refill`, when its transport has drained.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

from parlour.sio.joins import joined
from parlour.sio.outboxes import Outboxes
from parlour.sio.packets import Packet
from parlour.sio.ring import Item, Ring
from parlour.sio.session import Session

Refill = Callable[[int], Awaitable[list[Item]]]
CHUNK = 32_768  # bytes written to a lagging member at once; then its transport says whether it takes more


class Member(Protocol):
    """What a channel needs of a socket."""

    session: Session
    connected: bool
    gone: bool
    channels: "dict[Channel, None]"

    @property
    def offset(self) -> object:
        """Not None: it hears with each event where it stands, and so not what the others hear."""

    def tell(self, channel: "Channel", items: list[Item]) -> None: ...

    def read_up(self, channel: "Channel") -> None:
        """Have the channel's table read for this member, one table at a time."""

    def too_slow(self) -> None: ...


class Channel:
    __slots__ = (
        "_behind",
        "_flushed",
        "_level",
        "_marked",
        "_outboxes",
        "_pages",
        "_pending",
        "_pollers",
        "_ring",
        "_scheduled",
        "_writes",
        "head",
        "refill",
    )

    def __init__(self, refill: Refill | None = None, head: int = 0) -> None:
        self.refill = refill
        self.head = head
        self._flushed = head  # what level members were given; `head` runs ahead of it until the flush
        self._ring = Ring(head)
        self._level: dict[Member, None] = {}
        self._behind: dict[Member, int] = {}
        self._pending: list[Item] = []
        self._pages: dict[int, asyncio.Future[list[Item]]] = {}
        self._scheduled = False
        self._outboxes: Outboxes | None = None
        self._writes: list[Callable[[bytes], None]] | None = None
        self._pollers: list[Session] = []
        self._marked: list[Member] = []

    def __len__(self) -> int:
        return len(self._level) + len(self._behind)

    @property
    def level_count(self) -> int:
        return len(self._level)

    # Members

    def add(self, member: Member, position: int | None = None) -> None:
        """Let a member hear what comes after a position (default: from now on)."""
        if member.gone or member in self._level or member in self._behind:
            return
        member.channels[self] = None
        self._outboxes = member.session.engine.outboxes
        # It becomes level in a flush, not here: what it was sent in this turn (an ack) leaves before.
        self._behind[member] = self.head if position is None else position
        self._schedule()

    def discard(self, member: Member) -> None:
        member.channels.pop(self, None)
        self._behind.pop(member, None)
        if member in self._level:
            del self._level[member]
            self._writes = None

    def fell_behind(self, member: Member) -> None:
        """Its transport is full: from here on it is a position."""
        if member in self._level:
            del self._level[member]
            self._writes = None
            self._behind[member] = self._flushed

    # Telling

    def publish(self, position: int, packet: Packet, later: Packet | None = None) -> None:
        """Durable and in order. A position that was told before is not told again.

        `later` is for those who are not level: they may not have had what `packet` builds upon.
        """
        if position > self.head:
            self.head = position
            item = (position, packet)
            self._ring.append(item if later is None else (position, later))
            self._schedule()
            self._pending.append(item)  # though nobody may be level: one may become so before the flush

    def publish_volatile(self, packet: Packet) -> None:
        """Only to those who are level; in order with the rest."""
        if self._level:
            self._schedule()
            self._pending.append((0, packet))

    def _schedule(self) -> None:
        if not self._scheduled:
            self._scheduled = True
            asyncio.get_running_loop().call_soon(self.flush)

    def flush(self) -> None:
        """Give level members what is pending; runs by itself, once a turn of the loop."""
        self._scheduled = False
        pending, self._pending = self._pending, []
        if pending and self._level:
            frame = pending[0][1].frame if len(pending) == 1 else b"".join([packet.frame for _, packet in pending])
            self._write(pending, frame)
        self._flushed = self.head
        for member in list(self._behind) if self._behind else ():
            self.level(member)

    def _write(self, pending: list[Item], frame: bytes) -> None:
        """Few have something else to be sent: those go first. Many: it leaves in the same write."""
        waiting = self._outboxes.waiting if self._outboxes else {}
        if len(waiting) * 4 > len(self._level):
            self._flushed = self.head
            for member in list(self._level):
                self._push(member, pending, frame)
            return
        if waiting and self._outboxes:
            self._outboxes.flush()
        writes = self._writes
        if writes is None:
            writes = self._list_writes()
        self._flushed = self.head
        for write in writes:
            write(frame)
        for session in self._pollers:
            session.push([packet for _, packet in pending], frame)
        for member in self._marked:
            member.tell(self, pending)

    def _push(self, member: Member, items: list[Item], frame: bytes) -> None:
        if member.offset is None:
            member.session.push([packet for _, packet in items], frame)
        else:
            member.tell(self, items)

    def _list_writes(self) -> list[Callable[[bytes], None]]:
        self._marked = [member for member in self._level if member.offset is not None]
        sessions = [member.session for member in self._level if member.offset is None]
        self._pollers = [session for session in sessions if session.ws is None]
        self._writes = [session.ws.write for session in sessions if session.ws is not None]
        return self._writes

    # Bringing up to date

    def level(self, member: Member) -> None:
        """As far as the ring and the transport go; what the ring no longer has is read from the table."""
        position = self._behind.get(member)
        if position is None or not member.connected or member.session.is_paused:
            return None
        if position < self._ring.floor:
            far = self.refill is None or self.head - position > member.session.engine.options.max_behind
            return member.too_slow() if far else member.read_up(self)
        if not self.give(member, [item for item in self._ring.after(position) if item[0] <= self._flushed]):
            return None
        if self._behind.get(member, self._flushed + 1) <= self._flushed:
            del self._behind[member]
            self._level[member] = None
            self._writes = None
        return None

    def give(self, member: Member, items: list[Item]) -> bool:
        """Write to a lagging member until its transport is full again; tell whether all of it went."""
        session = member.session
        while items and not session.is_paused and member in self._behind:
            chunk, size = [], 0
            for item in items:
                chunk.append(item)
                size += len(item[1])
                if size >= CHUNK:
                    break
            self._behind[member] = chunk[-1][0]
            del items[: len(chunk)]
            self._push(member, chunk, joined(chunk, shared=len(self._behind) > 1) if member.offset is None else b"")
        return not items and not session.is_paused

    async def read_up(self, member: Member) -> None:
        """Read the table from a member's position until the ring goes on, or the transport is full."""
        while (position := self._behind.get(member)) is not None and position < self._ring.floor:
            if self.refill is None:
                return member.too_slow()
            page = await self._page(self.refill, position)
            later = [item for item in page if item[0] > position]
            self._remember(position, later)
            if member not in self._behind or member.session.is_paused:
                return None
            if not later:
                self._behind[member] = self._ring.floor
            elif not self.give(member, later):
                return None
        return self.level(member)

    def _remember(self, position: int, later: list[Item]) -> None:
        """Keep what was read up to the ring's beginning: after a restart everybody comes back to about there.

        Only where the two meet without a hole: what stood at the seam may have moved to a later position meanwhile.
        """
        floor = self._ring.floor
        if position < floor and any(at == floor for at, _ in later):
            self._ring.reach_back(position, [item for item in later if item[0] <= floor])

    async def _page(self, refill: Refill, position: int) -> list[Item]:
        """Who reads from one position at one time reads once, and hears the same packets."""
        page = self._pages.get(position)
        if page is None:
            page = self._pages[position] = asyncio.ensure_future(refill(position))
            page.add_done_callback(lambda done: self._read(position, done))
        return await asyncio.shield(page)

    def _read(self, position: int, done: "asyncio.Future[list[Item]]") -> None:
        del self._pages[position]
        if not done.cancelled():
            done.exception()  # told by those who wait; when they are gone, nobody need hear of it
