"""Fan-out: so many messages in flight from many senders into one room; each delivery and each answer is counted."""

from __future__ import annotations

import select
import time
from dataclasses import dataclass

from benchmarks.connection import Connection, Stalled
from benchmarks.crowd import Crowd

TEXT = "The quick brown fox jumps over the lazy dog, once more."
WARM_UP = 1.0  # seconds
SLICE = 16  # listeners read between two looks at the senders
ROUND = 0.02  # seconds: listeners are read at most this often, so that each read brings much
PINGS_FROM = 15.0  # seconds; a shorter run is over before a server misses the answer to its ping (25 s, then 20 s)


@dataclass(frozen=True)
class Fanout:
    """What one run found; rates are per second, `complete` says that every delivery arrived in the end."""

    deliveries: float
    messages: float
    complete: bool
    busy: float  # share of the load generator's core that was used
    drained: float  # seconds until the rest had arrived


class Senders:
    """One message in flight each: the next one leaves when the answer is in."""

    def __init__(self, crowd: Crowd, room: int, count: int) -> None:
        step = max(1, len(crowd.members) // count)
        self.all = crowd.members[::step][:count]
        self._by_file = {member.socket.fileno(): member for member in self.all}
        self._poll = select.epoll()
        self._numbers = {id(member): number for number, member in enumerate(self.all)}
        self._room = room
        for member in self.all:
            member.awaits_acks = True
            self._poll.register(member.socket, select.EPOLLIN)

    @property
    def acks(self) -> int:
        return sum(member.acks for member in self.all)

    @property
    def sent(self) -> int:
        return sum(member.sent for member in self.all)

    def start(self) -> None:
        for member in self.all:
            self._send(member)

    def serve(self, wait: float, *, go_on: bool, answer_pings: bool) -> None:
        """Read those who have something, and send their next message when the last was answered."""
        for file, _ in self._poll.poll(wait):
            member = self._by_file[file]
            member.read(answer_pings=answer_pings)
            if go_on and member.acks == member.sent:
                self._send(member)

    def _send(self, member: Connection) -> None:
        key = f"{self._numbers[id(member)]:05d}-{member.sent:09d}"
        text = '42%d["send_message",{"room":%d,"key":"%s","message":"%s"}]'
        member.send((text % (member.sent + 1, self._room, key, TEXT)).encode())

    def close(self) -> None:
        self._poll.close()


def measure(crowd: Crowd, room: int, in_flight: int, seconds: float, copies: int = 1) -> Fanout:
    """Run the load and count what arrives in `seconds` after the warm-up; then wait for the rest."""
    senders = Senders(crowd, room, in_flight)
    begun, answered, sent = crowd.deliveries, senders.acks, senders.sent
    try:
        senders.start()
        _run(crowd, senders, WARM_UP)
        before, cpu, start = (crowd.deliveries, senders.acks), time.process_time(), time.monotonic()
        _run(crowd, senders, seconds)
        after, used, took = (crowd.deliveries, senders.acks), time.process_time() - cpu, time.monotonic() - start
        messages, ended = senders.sent - sent, time.monotonic()
        expected = (begun + messages * copies * len(crowd.members), answered + messages)
        complete = crowd.drain(lambda: (crowd.deliveries, senders.acks) == expected)
    finally:
        senders.close()
    return Fanout(
        (after[0] - before[0]) / took, (after[1] - before[1]) / took, complete, used / took, time.monotonic() - ended
    )


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
                raise Stalled(f"no answer for 5 s; the last bytes were {senders.all[0].last[-300:]!r}")
        senders.serve(0 if reading else max(0.0, next_round - now), go_on=True, answer_pings=pings)
        reading = reading and crowd.read_some(SLICE, answer_pings=pings)
