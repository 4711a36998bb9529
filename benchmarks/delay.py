"""`bin/bench latency`: how long from the send to the sight of it, at a fixed rate of messages."""

from __future__ import annotations

import json
import re
import select
import time
from argparse import Namespace
from statistics import median, quantiles

from benchmarks import report, servers
from benchmarks.connection import Connection, taken
from benchmarks.crowd import Crowd
from benchmarks.fanout import TEXT

WATCHERS = 40  # of the clients; each of their deliveries is timed, the others are read now and then
KEY = re.compile(rb'"key":"late-(\d{9})"')
SLICE = 8
Delays = list[float]


class Watch:
    """Reads the watchers as soon as something comes, and notes for each message how long it took."""

    def __init__(self, watchers: list[Connection]) -> None:
        self.sent: list[float] = []
        self.delays: Delays = []
        self._rest = dict.fromkeys((member.socket.fileno() for member in watchers), b"")
        self._members = {member.socket.fileno(): member for member in watchers}
        self._poll = select.epoll()
        for member in watchers:
            self._poll.register(member.socket, select.EPOLLIN)

    def look(self, wait: float) -> None:
        for file, _ in self._poll.poll(wait):
            size = self._members[file].read(answer_pings=True)
            now = time.perf_counter()
            data = self._rest[file] + taken(size)
            end = 0
            for found in KEY.finditer(data):
                self.delays.append(now - self.sent[int(found[1])])
                end = found.end()
            self._rest[file] = data[end:][-40:]

    def close(self) -> None:
        self._poll.close()


def run(chosen: Namespace) -> None:
    """Measure every server in every round."""
    servers.use_last_core()
    found: dict[str, list[Delays]] = {name: [] for name in chosen.servers}
    for turn in range(chosen.rounds):
        for name in chosen.servers:
            with servers.running(name) as (server, entrance):
                crowd = Crowd(server.port, entrance, chosen.clients)
                crowd.settle()
                found[name].append(measure(crowd, entrance.room, chosen.rate, chosen.seconds))
                crowd.close()
            print(f"round {turn + 1} {name}: {_milliseconds(found[name][-1:])}", flush=True)
    report.write(f"latency-{chosen.clients}-{chosen.rate}", _text(chosen, found))


def measure(crowd: Crowd, room: int, rate: int, seconds: float) -> Delays:
    """Send at the rate, from one client after another; return the delays in seconds, without those of the first second.

    Nothing is returned when messages are still missing 10 s after the end: the server did not keep up.
    """
    step = max(1, len(crowd.members) // WATCHERS)
    watchers = crowd.members[step - 1 :: step]
    watch = Watch(watchers)
    crowd.leave_out(watchers)
    start = time.perf_counter()
    while (now := time.perf_counter()) < start + seconds + 1:
        if now >= start + len(watch.sent) / rate:
            _send(crowd.members, room, watch.sent)
        due = start + len(watch.sent) / rate - time.perf_counter()
        watch.look(0 if crowd.read_some(SLICE, answer_pings=True) else max(0.0, min(due, 0.005)))
    expected, late = len(watch.sent) * len(watchers), time.perf_counter() + 10
    while len(watch.delays) < expected and time.perf_counter() < late:
        watch.look(0.005)
        crowd.read_some(SLICE, answer_pings=True)
    watch.close()
    return watch.delays[rate * len(watchers) :] if len(watch.delays) == expected else []


def _send(members: list[Connection], room: int, sent: list[float]) -> None:
    number = len(sent)
    payload = {"room": room, "key": f"late-{number:09d}", "message": TEXT}
    sent.append(time.perf_counter())
    members[number * 7 % len(members)].send(
        b'421["send_message",' + json.dumps(payload, separators=(",", ":")).encode() + b"]"
    )


def _text(chosen: Namespace, found: dict[str, list[Delays]]) -> str:
    rows = [[servers.SERVERS[name][0], *_milliseconds(runs)] for name, runs in found.items()]
    about = (
        f"**{chosen.clients:,} clients in one room, {chosen.rate} messages a second**, from send to sight, milliseconds"
    )
    return f"{report.about(chosen, about, set(found))}\n\n{report.table(['server', 'p50', 'p95', 'p99'], rows)}"


def _milliseconds(runs: list[Delays]) -> list[str]:
    if not all(runs):
        return ["did not keep up", "", ""]
    cuts = [quantiles(run, n=100) for run in runs]
    return [f"{1000 * median(cut[at] for cut in cuts):.1f}" for at in (49, 94, 98)]
