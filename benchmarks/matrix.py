"""`bin/bench matrix`: how Parlour's speed goes with the number of clients, of messages in flight, and of rooms."""

from __future__ import annotations

import gc
from argparse import Namespace
from itertools import product
from statistics import median

from benchmarks import compare, picture, report, servers
from benchmarks.compare import Run

ROOMS = (1, 100)
Found = dict[tuple[int, int, int], list[Run]]  # by rooms, clients, messages in flight


def run(chosen: Namespace) -> None:
    """Every round starts one server for each number of rooms and clients, and tries every number in flight on it."""
    servers.use_last_core()
    gc.disable()
    found: Found = {}
    for turn, rooms, clients in product(range(chosen.rounds), ROOMS, chosen.crowds):
        gc.collect()
        with compare.crowded("parlour", clients, rooms) as (server, entrance, crowd):
            for in_flight in chosen.flights:
                one = compare.once(server, entrance.rooms, crowd, in_flight, chosen.seconds)
                found.setdefault((rooms, clients, in_flight), []).append(one)
                print(
                    f"round {turn + 1}, {rooms} rooms, {clients} clients, {in_flight}: {compare.line(one.found)}",
                    flush=True,
                )
    report.write("matrix", _text(chosen, found), keep=chosen.write)
    if chosen.write:
        picture.write("matrix", _plot(chosen, found))


def _text(chosen: Namespace, found: Found) -> str:
    about = report.about(chosen, "**Parlour: messages a second, and deliveries a second**", {"parlour"})
    note = (
        "Each message is authorised, stored (SQLite `FULL`) and acknowledged. In 100 rooms each client hears its share:"
        "\n10 people a room, with 5,000 clients 50. More in flight than clients: several for each sender."
    )
    tables = "\n\n".join(f"{_name(rooms)}:\n\n{_table(chosen, found, rooms)}" for rooms in ROOMS)
    plot = "![Deliveries a second by clients and messages in flight](pictures/matrix.svg)"
    return f"{about}\n{note}\n\n{tables}\n\n{plot}"


def _name(rooms: int) -> str:
    return "One room" if rooms == 1 else f"{rooms} rooms"


def _table(chosen: Namespace, found: Found, rooms: int) -> str:
    heads = ["clients", *(f"{in_flight} in flight" for in_flight in chosen.flights)]
    rows = [
        [f"{clients:,}", *(_cell(found[rooms, clients, in_flight]) for in_flight in chosen.flights)]
        for clients in chosen.crowds
    ]
    return report.table(heads, rows)


def _cell(runs: list[Run]) -> str:
    messages, deliveries = (report.number(median(rates)) for rates in zip(*map(_rates, runs), strict=True))
    missing = "" if all(one.found.complete for one in runs) else " **not all arrived**"
    return f"{messages} / {deliveries}{missing}"


def _rates(one: Run) -> tuple[float, float]:
    return one.found.messages, one.found.deliveries


def _plot(chosen: Namespace, found: Found) -> str:
    lines = {
        f"{in_flight} in flight": [
            (float(clients), median(one.found.deliveries for one in found[1, clients, in_flight]))
            for clients in chosen.crowds
        ]
        for in_flight in reversed(chosen.flights)
    }
    return picture.curves("Parlour: deliveries a second, each message stored", "clients in one room", lines)
