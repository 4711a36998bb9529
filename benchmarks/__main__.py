"""The command line of bin/bench."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from benchmarks import compare, delay, drill, idle, matrix, reading, search, servers, stalled, storm, writes

Kinds = "argparse._SubParsersAction[argparse.ArgumentParser]"
COMPARED = ["parlour", "flask-gevent", "node"]
EVERYTHING = (  # what stands in docs/benchmarks.md
    "fanout parlour flask-gevent flask-threading python-socketio node",
    "fanout --clients 10 --in-flight 64",
    "fanout --clients 10 --in-flight 64 --mark databases parlour parlour-postgresql",
    "fanout --in-flight 64",
    "latency",
    "latency --clients 10 --rate 500",
    "stalled",
    "idle --clients 1000 parlour flask-gevent node",
    "idle",
    "idle --rooms 100",
    "writes",
    "storm",
    "drill",
    "search",
    "reading",
    "matrix",
)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="bin/bench", description="Measure Parlour beside other servers, on this machine."
    )
    kinds = parser.add_subparsers(required=True)
    _fanout(kinds)
    _matrix(kinds)
    _latency(kinds)
    _idle(kinds)
    _stalled(kinds)
    _storm(kinds)
    _drill(kinds)
    _search(kinds)
    _reading(kinds)
    _ceiling(kinds)
    _writes(kinds)
    _all(kinds, parser)
    chosen = parser.parse_args()
    unknown = set(getattr(chosen, "servers", [])) - set(servers.SERVERS)
    if unknown:
        parser.error(f"unknown server: {', '.join(sorted(unknown))}")
    chosen.run(chosen)


def _fanout(kinds: Kinds) -> None:
    kind = _kind(kinds, "fanout", compare.run, "one room, many clients: deliveries and acknowledged messages a second")
    _compared(kind, COMPARED)
    _timed(kind, 8)
    kind.add_argument("--clients", type=int, default=1000)
    kind.add_argument("--in-flight", type=int, default=16, help="messages under way at a time, from many senders")
    kind.add_argument("--mark", help="the name of the table in the page, where it is not the usual one")


def _matrix(kinds: Kinds) -> None:
    kind = _kind(kinds, "matrix", matrix.run, "Parlour with few and many clients, messages in flight and rooms")
    _timed(kind, 4)
    kind.add_argument("--crowds", type=int, nargs="+", default=[10, 100, 1000, 5000], metavar="CLIENTS")
    kind.add_argument("--flights", type=int, nargs="+", default=[1, 4, 16, 64], metavar="IN_FLIGHT")


def _latency(kinds: Kinds) -> None:
    kind = _kind(kinds, "latency", delay.run, "from send to sight and to the answer, at a fixed rate")
    _compared(kind, COMPARED)
    _timed(kind, 8)
    kind.add_argument("--clients", type=int, default=1000)
    kind.add_argument("--rate", type=int, default=100, help="messages a second")


def _idle(kinds: Kinds) -> None:
    kind = _kind(kinds, "idle", idle.run, "memory without clients and with silent ones; how fast they come in")
    _compared(kind, ["parlour"])
    kind.add_argument("--clients", type=int, default=10_000)
    kind.add_argument("--rooms", type=int, default=0, help="rooms that they are in, each in one; the peers know one")


def _stalled(kinds: Kinds) -> None:
    kind = _kind(kinds, "stalled", stalled.run, "clients that never read: what they cost, what others notice")
    _timed(kind, 8)
    kind.add_argument("--clients", type=int, default=1000)
    kind.add_argument("--readers", type=int, default=100, help="how many never read")
    kind.add_argument("--rate", type=int, default=100, help="messages a second")


def _storm(kinds: Kinds) -> None:
    kind = _kind(kinds, "storm", storm.run, "everybody comes back in the same moment after the server was killed")
    kind.add_argument("--clients", type=int, default=10_000)
    kind.add_argument(
        "--rooms", type=int, default=100, help="rooms among which they are shared out, beside that of all"
    )
    kind.add_argument("--storms", type=int, default=3, help="how often")


def _drill(kinds: Kinds) -> None:
    kind = _kind(kinds, "drill", drill.run, "a chat of a million messages is backed up, its archive tried and restored")
    kind.add_argument("--messages", type=int, default=1_000_000)
    kind.add_argument("--rooms", type=int, default=20)
    kind.add_argument("--drills", type=int, default=3, help="how often")


def _search(kinds: Kinds) -> None:
    kind = _kind(kinds, "search", search.run, "how long a page of what is searched takes among a million messages")
    kind.add_argument(
        "databases", nargs="*", default=[*search.DATABASES], metavar="DATABASE", help="sqlite, postgresql"
    )
    kind.add_argument("--messages", type=int, default=1_000_000)
    kind.add_argument("--rooms", type=int, default=20)
    kind.add_argument("--rounds", type=int, default=10)


def _reading(kinds: Kinds) -> None:
    kind = _kind(kinds, "reading", reading.run, "how long a page of history takes, and a room opened in a browser")
    kind.add_argument("--messages", type=int, default=1_000_000)
    kind.add_argument("--rooms", type=int, default=20)
    kind.add_argument("--rounds", type=int, default=10)


def _ceiling(kinds: Kinds) -> None:
    kind = _kind(kinds, "ceiling", compare.ceiling, "how much the load generator can count")
    kind.add_argument("--clients", type=int, default=1000)
    kind.add_argument("--in-flight", type=int, default=4)
    kind.add_argument("--seconds", type=float, default=5)


def _writes(kinds: Kinds) -> None:
    kind = _kind(
        kinds, "writes", writes.run, "what one write to each of many clients costs, in the kernel and in Python"
    )
    kind.add_argument("--clients", type=int, default=1000)
    kind.add_argument("--rounds", type=int, default=50)


def _all(kinds: Kinds, parser: argparse.ArgumentParser) -> None:
    def run(_: argparse.Namespace) -> None:
        for line in EVERYTHING:
            print(f"\n> bin/bench {line}", flush=True)
            chosen = parser.parse_args(line.split())
            chosen.run(chosen)

    text = "all that stands in docs/benchmarks.md, in one run of about an hour"
    kinds.add_parser("all", help=text, description=text).set_defaults(run=run)


def _kind(kinds: Kinds, name: str, run: Callable[[argparse.Namespace], None], text: str) -> argparse.ArgumentParser:
    kind = kinds.add_parser(name, help=text, description=text)
    kind.add_argument("--try", dest="write", action="store_false", help="only print; write nothing into the page")
    kind.set_defaults(run=run)
    return kind


def _compared(kind: argparse.ArgumentParser, names: list[str]) -> None:
    kind.add_argument("servers", nargs="*", default=names, metavar="SERVER", help=", ".join(servers.SERVERS))


def _timed(kind: argparse.ArgumentParser, seconds: float) -> None:
    kind.add_argument("--seconds", type=float, default=seconds)
    kind.add_argument("--rounds", type=int, default=3)


if __name__ == "__main__":
    main()
