"""The command line of bin/bench."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from benchmarks import compare, delay, idle, servers

Kinds = "argparse._SubParsersAction[argparse.ArgumentParser]"
COMPARED = ["parlour", "flask-gevent", "node"]


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="bin/bench", description="Measure Parlour beside other servers, on this machine."
    )
    kinds = parser.add_subparsers(required=True)
    fan = _kind(kinds, "fanout", compare.run, "one room, many clients: deliveries and acknowledged messages a second")
    fan.add_argument("--in-flight", type=int, default=16)
    late = _kind(kinds, "latency", delay.run, "from send to sight at a fixed rate")
    late.add_argument("--rate", type=int, default=100, help="messages a second")
    for kind in (fan, late):
        kind.add_argument("--seconds", type=float, default=8)
        kind.add_argument("--rounds", type=int, default=3)
    _kind(kinds, "idle", idle.run, "memory without clients and with silent ones")
    top = _kind(kinds, "ceiling", compare.ceiling, "how much the load generator can count")
    top.add_argument("--seconds", type=float, default=5)
    top.add_argument("--in-flight", type=int, default=4)
    chosen = parser.parse_args()
    unknown = set(getattr(chosen, "servers", [])) - set(servers.SERVERS)
    if unknown:
        parser.error(f"unknown server: {', '.join(sorted(unknown))}")
    chosen.run(chosen)


def _kind(kinds: Kinds, name: str, run: Callable[[argparse.Namespace], None], text: str) -> argparse.ArgumentParser:
    parser = kinds.add_parser(name, help=text, description=text)
    if name != "ceiling":
        parser.add_argument("servers", nargs="*", default=COMPARED, metavar="SERVER", help=", ".join(servers.SERVERS))
    parser.add_argument("--clients", type=int, default=1000)
    parser.set_defaults(run=run)
    return parser


if __name__ == "__main__":
    main()
