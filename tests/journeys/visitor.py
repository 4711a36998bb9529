"""A person in front of a browser: what they do, what they see, and what the browser complained of."""

from __future__ import annotations

import re
from copy import copy

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

PASSWORD = "three quiet teapots"
LOST = re.compile(
    r"ERR_(CONNECTION_(REFUSED|RESET)|INTERNET_DISCONNECTED|EMPTY_RESPONSE|CONTENT_LENGTH_MISMATCH)"
    r"|WebSocket (connection to|is already in CLOSING)"
)


class Visitor:
    """One browser profile; `complaints` holds every console error and every breach of the CSP."""

    def __init__(self, browser: Browser, url: str, *, phone: bool = False, theme: str = "light") -> None:
        size = {"width": 390, "height": 844} if phone else {"width": 1280, "height": 800}
        self.context = browser.new_context(
            base_url=url, viewport=size, has_touch=phone, is_mobile=phone, color_scheme=theme, reduced_motion="reduce"
        )
        self.phone = phone
        self.complaints: list[str] = []
        self.page = self._open()

    def _open(self) -> Page:
        page = self.context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning"):
            self.complaints.append(f"{said.text} ({said.location.get('url', '')})")

    def forgive(self, words: re.Pattern[str] = LOST) -> None:
        """Forget complaints that belong to the story, such as a refused connection while the server is down."""
        self.complaints[:] = [complaint for complaint in self.complaints if not words.search(complaint)]

    def another_tab(self) -> Visitor:
        """Open the chat in a second tab of the same browser; its complaints are the browser's too."""
        other = copy(self)
        other.page = other._open()
        other.page.goto("/chat")
        return other.is_in()

    def register(self, name: str) -> Visitor:
        self.page.goto("/register")
        self.page.get_by_label("Your name").fill(name)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Make an account").click()
        return self.is_in()

    def sign_in(self, name: str, password: str = PASSWORD) -> None:
        self.page.goto("/login")
        self.page.get_by_label("Name", exact=True).fill(name)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()

    def just_a_name(self, name: str, code: str = "") -> Visitor:
        self.page.goto("/")
        self.page.get_by_label("Your name").fill(name)
        self.page.get_by_label("Room code").fill(code)
        self.page.get_by_role("button", name="Join the chat").click()
        return self.is_in()

    def follow(self, code: str, name: str) -> Visitor:
        """Open an invitation and give a name."""
        self.page.goto(f"/join/{code}")
        self.page.get_by_label("Your name").fill(name)
        self.page.get_by_role("button", name="Join the room").click()
        return self.is_in()

    def is_in(self) -> Visitor:
        self.page.wait_for_url("**/chat**")
        self.is_connected()
        return self

    def is_connected(self) -> None:
        expect(self.page.locator('parlour-status [data-state="connected"]')).to_be_attached(timeout=20_000)

    def show_rooms(self) -> None:
        if self.phone and self.page.locator(".sidebar[inert]").count():
            self.page.locator(".topbar__back").click()
            expect(self.page.locator(".sidebar").get_by_role("button", name="Create a room")).to_be_visible()

    def create(self, room: str) -> str:
        """Create a room and return its code."""
        self.show_rooms()
        self.page.get_by_role("button", name="Create a room").first.click()
        self.page.get_by_role("dialog").get_by_label("Name").fill(room)
        self.page.get_by_role("button", name="Create the room").click()
        expect(self.page.get_by_role("dialog")).to_have_count(0)
        self.is_at(room)
        return self.code()

    def join(self, code: str) -> None:
        self.show_rooms()
        self.page.get_by_role("button", name="Join with a code").first.click()
        self.page.get_by_label("Room code").fill(code)
        self.page.get_by_role("button", name="Join the room").click()

    def code(self) -> str:
        """Read the open room's code from its details."""
        if self.phone:
            self.page.get_by_role("button", name="People and room details").click()
        shown = self.page.locator(".panel .code span")
        expect(shown).to_be_visible()
        code = shown.inner_text()
        if self.phone:
            self.page.get_by_role("button", name="Close", exact=True).click()
        return code

    def go_to(self, room: str) -> None:
        self.show_rooms()
        self.page.get_by_role("navigation", name="Rooms").get_by_role("link", name=room).click()
        self.is_at(room)

    def is_at(self, room: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(room)

    def say(self, words: str) -> None:
        field = self.page.locator("textarea")
        field.fill(words)
        field.press("Enter")

    def sees(self, words: str, times: int = 1) -> None:
        expect(self.page.locator("article", has_text=words)).to_have_count(times, timeout=20_000)

    def sees_stored(self, words: str) -> None:
        """The message is there once, and the server has it."""
        self.sees(words)
        expect(self.page.locator("article.message--pending, article.message--failed", has_text=words)).to_have_count(0)

    def holds(self, count: int, seconds: float = 20) -> None:
        """So many lines are there, and the server has them all."""
        expect(self.page.locator("article")).to_have_count(count, timeout=seconds * 1000)
        expect(self.page.locator("article[data-state]")).to_have_count(0, timeout=seconds * 1000)

    def notes(self, words: str) -> None:
        """There is such a line in the conversation, such as "Mira joined"."""
        expect(self.page.locator(".notice", has_text=words)).to_be_visible()

    def tool(self, deed: str, words: str) -> Locator:
        """What does something with a message: its button, or the line of its menu, which is opened for that."""
        line = self.page.locator("article", has_text=words)
        line.tap() if self.phone else line.hover()
        button = line.get_by_role("button", name=deed, exact=True)
        if button.count():
            return button
        line.get_by_role("button", name="More", exact=True).click()
        expect(self.page.get_by_role("menuitem").first).to_be_visible()
        return self.page.get_by_role("menuitem", name=deed, exact=True)

    def do(self, deed: str, words: str) -> None:
        """Do something with a message."""
        self.tool(deed, words).click()

    def messages(self) -> list[str]:
        return self.page.locator("article .message__body").all_inner_texts()
