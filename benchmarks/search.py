"""`bin/bench search`: how long the search takes in a chat of a million messages, on both databases."""

from __future__ import annotations

import os
import tempfile
import time
from argparse import Namespace
from pathlib import Path
from statistics import median

from benchmarks import installed, report, servers
from parlour.copies.addresses import place_at
from parlour.copies.seeds import Plan, seed
from parlour.search.reads import search_messages
from parlour.store import Store
from parlour.wire import Hits, Person, Search

PEOPLE = 50
DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
NUMBER = "SELECT body FROM message WHERE kind = 'message' AND post = 800 AND room_id = 1"
Case = tuple[str, str, str]


def run(chosen: Namespace) -> None:
    """Make the same chat in each database, and ask both the same."""
    os.sched_setaffinity(0, {servers.CORES[0]})
    tables = []
    for name in chosen.databases:
        with tempfile.TemporaryDirectory(prefix="parlour-bench-") as scratch:
            cluster = installed.postgresql() if name == "postgresql" else None
            database = cluster.dsn(cluster.create()) if cluster else ""
            begun = time.monotonic()
            seed(place_at(Path(scratch), database), Plan(chosen.messages, chosen.rooms, PEOPLE))
            print(f"{DATABASES[name]}: made in {time.monotonic() - begun:.0f} s", flush=True)
            store = Store(Path(scratch), database=database)
            tables.append(_table(store, chosen.rounds))
            store.close()
    heads = [
        "what is asked",
        *(f"{DATABASES[name]}: {what}" for name in chosen.databases for what in ("ms", "slowest")),
    ]
    rows = [[line[0][0], *(cell for one in line for cell in one[1:])] for line in zip(*tables, strict=True)]
    title = f"**A page of 30 out of {chosen.messages:,} messages in {chosen.rooms} rooms**, medians of {chosen.rounds}"
    text = f"{report.about(Namespace(), title, set(), 'all on one core')}\n\n{report.table(heads, rows)}"
    report.write(f"search-{chosen.messages}", text, keep=chosen.write)


def _table(store: Store, rounds: int) -> list[list[str]]:
    rare = store.read(lambda tx: str(tx.connection.exec_driver_sql(NUMBER).scalar())).rpartition(" ")[2]
    ada, bruno = Person(1, "Ada", "member"), Person(2, "Bruno", "member")
    rows = []
    for about, q, sort in _cases(rare):
        rows.append([about, *_timed(store, ada, Search(q=q, sort=sort), rounds)])  # type: ignore[arg-type]
    rows.append(["an often said word, by one who is in every room, the 20th page", *_deep(store, ada, "the", rounds)])
    rows.append(["an often said word, by another", *_timed(store, bruno, Search(q="the"), rounds)])
    return rows


def _cases(rare: str) -> list[Case]:
    return [
        ("an often said word: `the`", "the", "time"),
        ("the same, the best first", "the", "relevance"),
        (f"what was said once: `{rare}`", rare, "time"),
        ("what was never said", "quetzalcoatlus", "time"),
        ("two words", "kettle tomorrow", "time"),
        ("a phrase that is seldom", '"the kettle"', "time"),
        ("Chinese: `\u670d\u52a1\u5668`", "\u670d\u52a1\u5668", "time"),
        ("two letters: `\u660e\u5929`", "\u660e\u5929", "time"),
        ("an address: `10.1.`", "10.1.", "time"),
        ("an often said word in one room", 'the in:"Room 7"', "time"),
        ("a seldom said word in one room", 'quetzal in:"Room 7"', "time"),
        ("by one person, with a link", "from:bruno has:link", "time"),
        ("in a month half a year ago", "kettle after:2026-05-01 before:2026-06-01", "time"),
    ]


def _timed(store: Store, person: Person, asked: Search, rounds: int) -> list[str]:
    """Ask some times, after the first, which finds the pages on disk."""
    took = []
    for _ in range(rounds + 1):
        begun = time.perf_counter()
        _asked(store, person, asked)
        took.append((time.perf_counter() - begun) * 1000)
    return [f"{median(took[1:]):.1f}", f"{max(took[1:]):.1f}"]


def _asked(store: Store, person: Person, asked: Search) -> Hits:
    return store.read(lambda tx: search_messages(tx, person, asked))


def _deep(store: Store, person: Person, q: str, rounds: int) -> list[str]:
    before = None
    for _ in range(20):
        before = _asked(store, person, Search(q=q, before=before)).before
    return _timed(store, person, Search(q=q, before=before), rounds)
