"""Take the documents' pictures from the running app; with a FOLDER, every page at both sizes in both themes.

Run it as `.venv-test/bin/python tools/pictures.py [FOLDER]` (bin/test makes that environment).
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from journeys.conftest import FLAGS  # noqa: E402
from journeys.visitor import Visitor  # noqa: E402
from playwright.sync_api import Browser, sync_playwright  # noqa: E402
from running import Running  # noqa: E402

from parlour.security import new_key  # noqa: E402

KEPT = ("chat-desktop-light.png", "chat-phone-dark.png")
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


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as everything:
            main(Path(everything))
            for name in KEPT:
                shutil.copy(Path(everything) / name, ROOT / "docs" / "pictures" / name)
