"""The line between one page and the server, to be cut, silenced, or robbed of the server's answers."""

from __future__ import annotations

import re
from typing import Literal

from playwright.sync_api import Page, Route, WebSocketRoute

PATH = re.compile(r"/socket\.io/")
ACK = re.compile(r"43\d+\[")


class Cable:
    """Takes the place of the network under `page`, from its next connection on."""

    def __init__(self, page: Page) -> None:
        self.state: Literal["whole", "cut", "silent", "unanswered"] = "whole"
        self.spoil: re.Pattern[str] | None = None  # what never leaves the page unspoiled
        self._open: list[WebSocketRoute] = []
        page.route_web_socket(PATH, self._take)
        page.route(PATH, self._poll)

    def cut(self) -> None:
        """Break what there is, and refuse what comes."""
        self.state = "cut"
        for socket in self._open:
            socket.close()
        self._open.clear()

    def mend(self) -> None:
        self.state = "whole"

    def _take(self, socket: WebSocketRoute) -> None:
        if self.state == "cut":
            socket.close()
            return
        server = socket.connect_to_server()
        socket.on_message(lambda said: None if self.state == "silent" else server.send(self._spoiled(said)))
        server.on_message(lambda said: None if self._swallows(said) else socket.send(said))
        self._open.append(socket)

    def _spoiled(self, said: str | bytes) -> str | bytes:
        return self.spoil.sub("", said) if self.spoil and isinstance(said, str) else said

    def _swallows(self, said: str | bytes) -> bool:
        return self.state == "silent" or (self.state == "unanswered" and bool(ACK.match(str(said))))

    def _poll(self, route: Route) -> None:
        if self.state == "whole":
            route.continue_()
        else:
            route.abort()
