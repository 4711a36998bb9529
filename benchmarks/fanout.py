"""Fan-out: so many messages in flight from many senders; each delivery and each answer is counted."""

from __future__ import annotations

import select
import time
from dataclasses import dataclass
from itertools import cycle

from benchmarks.connection import Connection, Stalled
from benchmarks.crowd import Crowd

TEXT = "The quick brown fox jumps over the lazy dog, once more."
WARM_UP = 1.0  # seconds
SLICE = 16  # listeners read between two looks at the senders
ROUND = 0.02  # seconds: listeners are read at most this often, so that each read brings much
PINGS_FROM = 15.0  # seconds; a shorter run is over before a server misses the answer to its ping (25 s, then 20 s)
SEND = '42%d["send_message",{"room":%d,"key":"%s","message":"%s"}]'


@dataclass(frozen=True)
class Fanout:
    """What one run found; rates are per second, `complete` says that every delivery arrived in the end."""

    deliveries: float
    messages: float
    complete: bool
    busy: float  # share of the load generator's core that was used
    total: int  # deliveries from the first to the last
    took: float  # seconds from the first to the last


class Sender:
    """One client that keeps up to `depth` messages in flight, in its rooms in turn."""

    def __init__(self, member: Connection, number: int, depth: int, rooms: list[int]) -> None:
        self.member = member
        self._number = number
        self._depth = depth
        self._rooms = cycle(rooms)
        member.awaits_acks = True

    def fill(self) -> None:
        """Send as many as may leave, in one write."""
        member = self.member
        free = self._depth - (member.sent - member.acks)
        if free > 0:
            member.send(*[self._message(member.sent + nth) for nth in range(free)])

    def _message(self, nth: int) -> bytes:
        return (SEND % (nth + 1, next(self._rooms), f"{self._number:05d}-{nth:09d}", TEXT)).encode()


class Senders:
    """So many messages in flight, shared out among so many clients as there are; the next leaves with the answer."""

    def __init__(self, crowd: Crowd, rooms: dict[int, list[int]], in_flight: int) -> None:
        count = min(in_flight, len(crowd.members))
        step = len(crowd.members) // count
        self._poll = select.epoll()
        self._by_file: dict[int, Sender] = {}
        homes = _homes(rooms)
        for nth in range(count):
            number, depth = nth * step, in_flight // count + (nth < in_flight % count)
            sender = Sender(crowd.members[number], number, depth, homes[number])
            self._by_file[sender.member.socket.fileno()] = sender
            self._poll.register(sender.member.socket, select.EPOLLIN)
        self.members = [sender.member for sender in self._by_file.values()]
        crowd.leave_out(self.members)

    @property
    def acks(self) -> int:
        return sum(member.acks for member in self.members)

    @property
    def sent(self) -> int:
        return sum(member.sent for member in self.members)

    def start(self) -> None:
        for sender in self._by_file.values():
            sender.fill()

    def serve(self, wait: float, *, answer_pings: bool) -> None:
        """Read those who have something, and send as many as were answered."""
        for file, _ in self._poll.poll(wait):
            sender = self._by_file[file]
            sender.member.read(answer_pings=answer_pings)
            sender.fill()

    def close(self) -> None:
        self._poll.close()


def _homes(rooms: dict[int, list[int]]) -> dict[int, list[int]]:
    """The rooms of each client, by its number."""
    homes: dict[int, list[int]] = {}
    for room, people in rooms.items():
        for number in people:
            homes.setdefault(number, []).append(room)
    return homes


def measure(crowd: Crowd, rooms: dict[int, list[int]], in_flight: int, seconds: float, copies: int = 1) -> Fanout:
    """Run the load and count what arrives in `seconds` after the warm-up; then wait for the rest.

    Rooms are all of one size, so that what is owed follows from what was sent.
    """
    senders = Senders(crowd, rooms, in_flight)
    size = len(next(iter(rooms.values()))) * copies
    begun, answered, sent, start = crowd.deliveries, senders.acks, senders.sent, time.monotonic()
    try:
        senders.start()
        _run(crowd, senders, WARM_UP)
        middle = _Mark(crowd, senders)
        _run(crowd, senders, seconds)
        end = _Mark(crowd, senders)
        messages = senders.sent - sent
        owed = (begun + messages * size, answered + messages)
        complete = crowd.drain(lambda: (crowd.deliveries, senders.acks) == owed)
    finally:
        senders.close()
        crowd.leave_out([])
    rates = end.since(middle)
    return Fanout(*rates[:2], complete, rates[2], messages * size, time.monotonic() - start)


class _Mark:
    """What was counted up to a moment."""

    def __init__(self, crowd: Crowd, senders: Senders) -> None:
        self._counted = (crowd.deliveries, senders.acks, time.process_time())
        self._at = time.monotonic()

    def since(self, other: _Mark) -> tuple[float, float, float]:
        """Deliveries, answers and seconds of processor, each per second."""
        took = self._at - other._at
        one, two, three = ((now - then) / took for now, then in zip(self._counted, other._counted, strict=True))
        return one, two, three


def _run(crowd: Crowd, senders: Senders, seconds: float) -> None:
    start = time.monotonic()
    next_round, reading, acks, answered = start, False, senders.acks, start
    pings = seconds > PINGS_FROM
    while (now := time.monotonic()) < start + seconds:
        if not reading and now >= next_round:
            reading, next_round = True, now + ROUND
            if senders.acks > acks:
                acks, answered = senders.acks, now
            elif now - answered > 5:
                raise Stalled(f"no answer for 5 s; the last bytes were {senders.members[0].last[-300:]!r}")
        senders.serve(0 if reading else max(0.0, next_round - now), answer_pings=pings)
        reading = reading and crowd.read_some(SLICE, answer_pings=pings)
