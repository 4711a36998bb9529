"""Take the documents' pictures from the running app; with a FOLDER, every page at both sizes in both themes.

Run it as `.venv-test/bin/python tools/pictures.py [FOLDER]` (bin/test makes that environment).
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from journeys.conftest import FLAGS  # noqa: E402
from journeys.visitor import Visitor  # noqa: E402
from playwright.sync_api import Browser, sync_playwright  # noqa: E402
from running import Running  # noqa: E402

from parlour.security import new_key  # noqa: E402

KEPT = (
    "chat-desktop-light.png",
    "chat-phone-dark.png",
    "guide-thread.png",
    "guide-poll.png",
    "guide-inbox.png",
    "guide-search.png",
)
TALK = [
    ("Mira", "The tokens are in. Everything takes its colour from meanings now, so branding is three lines:"),
    ("Mira", "```css\n:root {\n  --accent: light-dark(var(--plum-600), #f2a27a);\n}\n```"),
    ("Mira", "Contrast holds at **4.5** in both themes, checked by the tests."),
    (
        "Jonas",
        "Here is what is left for the phone:\n\n- the composer keeps clear of the keyboard\n- ~~sheets slide~~ done",
    ),
    ("Jonas", "> a room for your people\n\nI like it."),
    ("Sana", "Could somebody look at the join page? It reads well to me: https://example.org/join"),
    ("Mira", "On it, two minutes. Bring biscuits."),
]


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium")
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        server = Running(Path(data) / "served", "--limits", "off")
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        try:
            take_all(browser, server, folder)
        finally:
            browser.close()
            server.stop()


def take_all(browser: Browser, server: Running, folder: Path) -> None:
    kit = Visitor(browser, server.url).register("Kit")
    code = kit.create("design")
    tokens = {name: server.guest(name) for name in ("Mira", "Jonas", "Sana")}
    people = [Visitor(browser, server.url) for _ in range(2)]
    people[0].follow(code, "Theo")
    people[1].follow(code, "Anneke")
    for token in tokens.values():
        server.api("POST", "/memberships", token, code=code)
    room = next(r for r in server.api("GET", "/rooms", tokens["Mira"]).json()["rooms"] if r["name"] == "design")
    for name, text in TALK:
        server.api("POST", f"/rooms/{room['id']}/messages", tokens[name], key=new_key(), message=text)
    for name in ("lobby", "releases", "watercooler"):
        server.api("POST", "/rooms", tokens["Mira"], name=name)
    kit.say("K7PQ it is. I will be there.")
    kit.sees_stored("I will be there.")
    state = kit.context.storage_state()
    for theme in ("light", "dark"):
        for phone in (False, True):
            take(browser, server, folder, theme, phone=phone, state=state)
    guide(server, folder, Guide(kit, int(room["id"]), tokens))
    for each in people:
        each.context.close()


def take(browser: Browser, server: Running, folder: Path, theme: str, *, phone: bool, state: object) -> None:
    size = "phone" if phone else "desktop"
    entrance = Visitor(browser, server.url, phone=phone, theme=theme)
    for page in ("", "login", "register"):
        entrance.page.goto(f"/{page}")
        entrance.page.screenshot(path=folder / f"{page or 'entrance'}-{size}-{theme}.png")
    entrance.context.close()
    chat = Visitor(browser, server.url, phone=phone, theme=theme)
    chat.context.add_cookies(state["cookies"])  # type: ignore[index]
    chat.page.goto("/chat")
    chat.is_in()
    chat.go_to("design")
    chat.sees_stored("I will be there.")
    chat.page.screenshot(path=folder / f"chat-{size}-{theme}.png")
    if phone:
        chat.show_rooms()
        chat.page.wait_for_timeout(300)
        chat.page.screenshot(path=folder / f"rooms-{size}-{theme}.png")
    chat.context.close()


class Guide(NamedTuple):
    """Who is seen in the guide, in which room, and the tokens of the others there."""

    kit: Visitor
    room: int
    tokens: dict[str, str]

    def says(self, server: Running, name: str, message: str, **more: object) -> int:
        """Return the place of what somebody says."""
        path, more = f"/rooms/{self.room}/{more.pop('into', 'messages')}", {"key": new_key(), **more}
        return int(server.api("POST", path, self.tokens[name], message=message, **more).json()["seq"])


def guide(server: Running, folder: Path, seen: Guide) -> None:
    """What docs/guide.md shows: threads, polls, the inbox and the search, on a desk in the light."""
    page = seen.kit.page
    seen.kit.go_to("design")
    root = seen.says(server, "Sana", "Which **font** do we take for headings?")
    seen.says(server, "Mira", "Inter. One file, every weight.", thread=root)
    seen.says(server, "Jonas", "And it has tabular figures.", thread=root)
    seen.kit.sees("Which font")
    page.get_by_role("button", name="2 replies").click()
    page.get_by_role("complementary", name="Thread").get_by_text("tabular").wait_for()
    page.screenshot(path=folder / "guide-thread.png")
    page.get_by_role("button", name="Close the thread").click()
    options = ["Tuesday", "Wednesday", "Thursday"]
    poll = seen.says(server, "Mira", "When do we show it to everybody?", into="polls", options=options)
    for name, choice in (("Mira", 1), ("Jonas", 1), ("Sana", 2)):
        server.api("PUT", f"/rooms/{seen.room}/messages/{poll}/vote", seen.tokens[name], places=[choice])
    page.get_by_text("2 votes").wait_for()
    page.screenshot(path=folder / "guide-poll.png")
    seen.says(server, "Jonas", "@Kit, the biscuits are in the kitchen.")
    seen.says(server, "Sana", "The join page is yours, @Kit?")
    seen.kit.sees("The join page is yours")
    page.get_by_role("button", name="Inbox").click()
    page.get_by_role("dialog").get_by_text("biscuits").wait_for()
    page.screenshot(path=folder / "guide-inbox.png")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Search messages").click()
    page.get_by_role("combobox", name="Search messages").fill("join in:design")
    page.get_by_role("dialog").get_by_role("option").nth(1).wait_for()
    page.screenshot(path=folder / "guide-search.png")
    page.keyboard.press("Escape")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as everything:
            main(Path(everything))
            for name in KEPT:
                shutil.copy(Path(everything) / name, ROOT / "docs" / "pictures" / name)
