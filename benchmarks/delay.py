"""`bin/bench latency`: how long from the send to the sight of it, and to the answer, at a fixed rate of messages.

Each delay counts from the moment at which the message was due, not from when it was sent: a server (or a load
generator) that holds the next message up does not hide it.
"""

from __future__ import annotations

import gc
import json
import re
import select
import time
from argparse import Namespace
from dataclasses import dataclass, field
from statistics import median, quantiles

from benchmarks import compare, report, servers
from benchmarks.connection import Connection, taken
from benchmarks.crowd import Crowd
from benchmarks.fanout import TEXT

WATCHERS = 40  # of the clients; they send, and each of their deliveries is timed; the others are read now and then
KEY = re.compile(rb'"key":"late-(\d{9})-')
ACK = re.compile(rb'43(\d{1,9})\[\{"ok":true')
SLICE = 8
LATE = 10.0  # seconds after the end in which everything must have arrived
Delays = list[float]


@dataclass
class Seen:
    """Delays in seconds: to the sight of each message by each watcher, and to its answer."""

    sights: Delays = field(default_factory=list)
    answers: Delays = field(default_factory=list)
    complete: bool = True


class Watch:
    """The watchers: they send when a message is due, and are read as soon as something comes."""

    def __init__(self, watchers: list[Connection], room: int, rate: int) -> None:
        self.sent = 0
        self.seen = Seen()
        self._room, self._rate, self._watchers = room, rate, watchers
        self._mark = f"{time.time_ns():x}"  # a key that was used before would only be answered, not delivered
        self._rest = {member.socket.fileno(): b"" for member in watchers}
        self._members = {member.socket.fileno(): member for member in watchers}
        self._poll = select.epoll()
        for member in watchers:
            self._poll.register(member.socket, select.EPOLLIN)
        self._start = time.perf_counter()

    @property
    def wait(self) -> float:
        """Seconds until the next message is due."""
        return self._due(self.sent) - time.perf_counter()

    @property
    def complete(self) -> bool:
        return len(self.seen.answers) == self.sent and len(self.seen.sights) == self.sent * len(self._watchers)

    def send(self) -> None:
        """Send what is due, all of it when we are late."""
        while self.wait <= 0:
            payload = {"room": self._room, "key": f"late-{self.sent:09d}-{self._mark}", "message": TEXT}
            text = json.dumps(payload, separators=(",", ":")).encode()
            self._watchers[self.sent % len(self._watchers)].send(b'42%d["send_message",' % self.sent + text + b"]")
            self.sent += 1

    def look(self, wait: float) -> None:
        for file, _ in self._poll.poll(wait):
            size = self._members[file].read(answer_pings=True)
            now = time.perf_counter()
            data = self._rest[file] + taken(size)
            end = max(self._note(KEY, data, now, self.seen.sights), self._note(ACK, data, now, self.seen.answers))
            self._rest[file] = data[end:][-80:]

    def _note(self, mark: re.Pattern[bytes], data: bytes, now: float, delays: Delays) -> int:
        end = 0
        for found in mark.finditer(data):
            delays.append(now - self._due(int(found[1])))
            end = found.end()
        return end

    def _due(self, number: int) -> float:
        return self._start + number / self._rate

    def close(self) -> None:
        self._poll.close()


def run(chosen: Namespace) -> None:
    """Measure every server in every round."""
    servers.use_last_core()
    gc.disable()
    found: dict[str, list[Seen]] = {name: [] for name in chosen.servers}
    for turn in range(chosen.rounds):
        for name in chosen.servers:
            gc.collect()
            with compare.crowded(name, chosen.clients) as (_, entrance, crowd):
                found[name].append(measure(crowd, next(iter(entrance.rooms)), chosen.rate, chosen.seconds))
            print(f"round {turn + 1} {name}: {cells(found[name][-1:])}", flush=True)
    report.write(f"latency-{chosen.clients}-{chosen.rate}", _text(chosen, found), keep=chosen.write)


def measure(crowd: Crowd, room: int, rate: int, seconds: float) -> Seen:
    """Send at the rate, from one watcher after another; the first second is left out.

    It is not complete when messages are still missing some seconds after the end: the server did not keep up.
    """
    watchers = crowd.members[:: max(1, len(crowd.members) // WATCHERS)][:WATCHERS]
    watch = Watch(watchers, room, rate)
    crowd.leave_out(watchers)
    try:
        _send_for(crowd, watch, 1 + seconds)
        late = time.perf_counter() + LATE
        while not watch.complete and time.perf_counter() < late:
            watch.look(0 if crowd.read_some(SLICE, answer_pings=True) else 0.005)
    finally:
        watch.close()
        crowd.leave_out([])
    return _without_first(watch, rate, len(watchers))


def _send_for(crowd: Crowd, watch: Watch, seconds: float) -> None:
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        watch.send()
        more = crowd.read_some(SLICE, answer_pings=True)
        watch.look(0 if more else max(0.0, min(watch.wait, 0.005)))


def _without_first(watch: Watch, rate: int, watchers: int) -> Seen:
    seen = watch.seen
    return Seen(seen.sights[rate * watchers :], seen.answers[rate:], watch.complete)


def _text(chosen: Namespace, found: dict[str, list[Seen]]) -> str:
    rows = [[servers.SERVERS[name][0], *cells(runs)] for name, runs in found.items()]
    title = f"**{chosen.clients:,} clients in one room, {chosen.rate} messages a second**, delays in milliseconds"
    return f"{report.about(chosen, title, set(found))}\n\n{report.table(['server', *HEADS], rows)}"


HEADS = [f"to {what}, {cut}" for what in ("sight", "answer") for cut in ("p50", "p95", "p99")]


def cells(runs: list[Seen]) -> list[str]:
    """The percentiles, medians of the runs."""
    if not all(run.complete and len(run.answers) > 1 for run in runs):
        return ["did not keep up", "", "", "", "", ""]
    return _percentiles([run.sights for run in runs]) + _percentiles([run.answers for run in runs])


def _percentiles(runs: list[Delays]) -> list[str]:
    cuts = [quantiles(run, n=100) for run in runs]
    return [f"{1000 * median(cut[at] for cut in cuts):.1f}" for at in (49, 94, 98)]
