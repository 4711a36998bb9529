"""The command line of bin/bench."""

from __future__ import annotations

import argparse

from benchmarks import compare, servers

COMPARED = ["parlour", "flask-gevent", "node"]


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="bin/bench", description="Measure Parlour beside other servers, on this machine."
    )
    kinds = parser.add_subparsers(required=True)
    fan = kinds.add_parser("fanout", help="one room, many clients: deliveries and acknowledged messages a second")
    fan.add_argument("servers", nargs="*", default=COMPARED, metavar="SERVER", help=", ".join(servers.SERVERS))
    fan.add_argument("--clients", type=int, default=1000)
    fan.add_argument("--in-flight", type=int, default=16)
    fan.add_argument("--seconds", type=float, default=8)
    fan.add_argument("--rounds", type=int, default=3)
    fan.set_defaults(run=compare.run)
    chosen = parser.parse_args()
    unknown = set(getattr(chosen, "servers", [])) - set(servers.SERVERS)
    if unknown:
        parser.error(f"unknown server: {', '.join(sorted(unknown))}")
    chosen.run(chosen)


if __name__ == "__main__":
    main()
