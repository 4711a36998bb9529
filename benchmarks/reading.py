"""`bin/bench reading`: a page of history, and a room that is opened in a browser, among a million messages."""

from __future__ import annotations

import http.client
import json
import shutil
import time
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks import report, servers
from parlour.copies.folders import Folder
from parlour.copies.seeds import Plan, Seeded, seed
from parlour.web.cookies import SESSION

if TYPE_CHECKING:
    from playwright.sync_api import Page

PEOPLE = 50
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
# From the click until the room's newest message is painted, in ms: the second frame comes after the one that draws it.
OPEN = """([path, key]) => new Promise((done) => {
  const begun = performance.now();
  const painted = () => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begun)));
  const look = () => document.querySelector(`article[data-key="${key}"]`) && (watch.disconnect(), painted());
  const watch = new MutationObserver(look);
  watch.observe(document.body, { childList: true, subtree: true });
  document.querySelector(`.sidebar a[href="${path}"]`).click();
  look();
})"""


class Reader:
    """Somebody who reads by REST, over one connection."""

    def __init__(self, port: int, person: Seeded) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._headers = {"Content-Type": "application/json"}
        signed = self.ask("sessions", {"username": person.first, "password": person.password})
        self.token = str(signed["token"])
        self._headers["Authorization"] = f"Bearer {self.token}"

    def ask(self, path: str, body: dict[str, str] | None = None) -> dict[str, Any]:
        self._http.request("POST" if body else "GET", f"/api/v1/{path}", json.dumps(body or {}), self._headers)
        answer = self._http.getresponse()
        found: dict[str, Any] = json.loads(answer.read())
        if answer.status not in (200, 201):
            raise RuntimeError(f"/api/v1/{path}: {answer.status} {found}")
        return found


def run(chosen: Namespace) -> None:
    """Make the chat, serve it as people do, and read in it."""
    made: list[Seeded] = []

    def fill(folder: Path) -> None:
        made.append(seed(Folder(folder), Plan(chosen.messages, chosen.rooms, PEOPLE)))

    with servers.running("parlour", fill) as (server, _):
        servers.use_last_core()
        reader = Reader(server.port, made[0])
        rooms = [room for room in reader.ask("me")["rooms"] if room.get("kind", "room") == "room"]
        rows = [[about, *_figures(took)] for about, took in _pages(reader, rooms, chosen.rounds)]
        rows += [[about, *_figures(took)] for about, took in _opened(server.port, reader, rooms)]
    title = f"**Reading among {chosen.messages:,} messages in {chosen.rooms} rooms**, medians"
    text = f"{report.about(Namespace(), title, set())}\n\n{report.table(['what is read', 'ms', 'slowest'], rows)}"
    report.write(f"reading-{chosen.messages}", text, keep=chosen.write)


def _figures(took: list[float]) -> list[str]:
    return [f"{median(took):.1f}", f"{max(took):.1f}"]


def _pages(reader: Reader, rooms: list[dict[str, Any]], rounds: int) -> Iterator[tuple[str, list[float]]]:
    """By REST, from the question to the last byte of the answer."""
    half_a_year = (datetime.now(UTC) - timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    cases: dict[str, Callable[[dict[str, Any]], str]] = {
        "the newest 50 messages of a room": lambda _: "",
        "50 in its middle": lambda room: f"?before={room['rev'] // 2}",
        "its first 50": lambda _: "?after=0",
        "50 around a place": lambda room: f"?around={room['rev'] // 3}",
        "50 from a day on": lambda _: f"?on={half_a_year}",
    }
    for about, query in cases.items():
        yield about, list(_timed(reader, [f"rooms/{room['id']}/messages{query(room)}" for room in rooms], rounds))
    yield "who one is, with all rooms and what is unread in them", list(_timed(reader, ["me"], rounds * len(rooms)))


def _timed(reader: Reader, paths: Iterable[str], rounds: int) -> Iterator[float]:
    for path in paths:
        reader.ask(path)  # which finds the pages on disk
        for _ in range(rounds):
            begun = time.perf_counter()
            reader.ask(path)
            yield (time.perf_counter() - begun) * 1000


def _opened(port: int, reader: Reader, rooms: list[dict[str, Any]]) -> Iterator[tuple[str, list[float]]]:
    """In Chromium, from the click to the picture: each room for the first time, then again."""
    newest = {room["id"]: _row(reader.ask(f"rooms/{room['id']}/messages?limit=1")["messages"][0]) for room in rooms}
    with _browser(port, reader.token) as page:
        begun, *others = newest
        page.goto(f"http://127.0.0.1:{port}/chat/{begun}")
        page.wait_for_selector(f'article[data-key="{newest[begun]}"]')
        for about in ("a room opened in the browser for the first time", "and again"):
            yield about, [page.evaluate(OPEN, [f"/chat/{room}", newest[room]]) for room in others]


def _row(message: dict[str, Any]) -> str:
    """The key of its row in the page (models/rows.js)."""
    return f"{message['user_id']}/{message['key']}"


@contextmanager
def _browser(port: int, token: str) -> Iterator[Page]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        context = started.new_context(viewport={"width": 1280, "height": 800})
        context.add_cookies([{"name": SESSION, "value": token, "url": f"http://127.0.0.1:{port}"}])
        yield context.new_page()
        started.close()
