"""A line to a database that can be cut at the worst of moments: a proxy between the store and PostgreSQL."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

COMMIT = b"COMMIT"


class Line:
    """Passes on what comes, until it is told to cut: the next COMMIT then gets no answer.

    Where the COMMIT has arrived, the server's side stays open: the server believes in its client for a while yet.
    """

    def __init__(self, port: int) -> None:
        self._target = ("127.0.0.1", port)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self._cut: str | None = None
        self._open: list[socket.socket] = []
        self.cuts = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_after_commit(self) -> None:
        """Let the next COMMIT through and keep its answer back."""
        self._cut = "after"

    def cut_before_commit(self) -> None:
        """Keep the next COMMIT back."""
        self._cut = "before"

    def close(self) -> None:
        for each in (self._listening, *self._open):
            _end(each)
            each.close()

    def _accept(self) -> None:
        with suppress(OSError):  # closed
            while True:
                client, _ = self._listening.accept()
                try:
                    server = socket.create_connection(self._target)
                except OSError:  # as it would be without a line between
                    client.close()
                    continue
                self._open += [client, server]
                answers = threading.Event()  # set once the answers are kept back
                threading.Thread(target=self._ask, args=(client, server, answers), daemon=True).start()
                threading.Thread(target=self._answer, args=(client, server, answers), daemon=True).start()

    def _ask(self, client: socket.socket, server: socket.socket, lost: threading.Event) -> None:
        while data := _received(client):
            if self._cut and COMMIT in data:
                how, self._cut = self._cut, None
                self.cuts += 1
                if how == "before":
                    _end(client)
                    break
                lost.set()
            with suppress(OSError):
                server.sendall(data)
        if not lost.is_set():
            _end(server)

    def _answer(self, client: socket.socket, server: socket.socket, lost: threading.Event) -> None:
        while data := _received(server):
            if lost.is_set() and COMMIT in data:  # done, says the server
                break
            with suppress(OSError):
                client.sendall(data)
        _end(client)


def _received(one: socket.socket) -> bytes:
    with suppress(OSError):
        return one.recv(65536)
    return b""


def _end(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
