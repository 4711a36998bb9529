"""The upgrade from polling to WebSocket, until it is done or given up."""

from math import inf

from parlour.sio.contract import BROKEN
from parlour.sio.frames import text_frame
from parlour.sio.session import Session
from parlour.sio.websocket import WebSocket


class Probe:
    """A WebSocket that asks to take a session over from polling: `2probe`, `3probe`, `5`."""

    def __init__(self, session: Session, ws: WebSocket) -> None:
        self._session = session
        self._ws = ws

    def text(self, data: bytes) -> None:
        session = self._session
        queue = session.queue if session.probe is self._ws else None
        if queue is not None and data == b"2probe" and not session.probing:
            session.probing = True
            self._ws.write(text_frame(b"3probe"))
            queue.wake()
        elif queue is not None and data == b"5" and session.probing:
            session.upgrade(self._ws)
        else:
            self._ws.close(BROKEN, "not a probe")

    def binary(self, data: bytes) -> None:
        self._ws.close(BROKEN, "not a probe")

    def paused(self) -> None: ...

    def resumed(self) -> None: ...

    def lost(self) -> None:
        session = self._session
        if session.probe is self._ws:
            session.probe, session.probe_by, session.probing = None, inf, False
