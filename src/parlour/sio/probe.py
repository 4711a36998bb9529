"""The upgrade from polling to WebSocket, until it is done or given up."""

from parlour.sio.contract import BROKEN
from parlour.sio.frames import text_frame
from parlour.sio.session import Session
from parlour.sio.websocket import WebSocket


class Probe:
    """A WebSocket that asks to take a session over from polling: `2probe`, `3probe`, `5`."""

    def __init__(self, session: Session, ws: WebSocket) -> None:
        self._session = session
        self.ws = ws
        self.by = session.now() + session.engine.options.connect_timeout
        self.answered = False

    def text(self, data: bytes) -> None:
        session = self._session
        queue = session.queue if session.probe is self else None
        if queue is not None and data == b"2probe" and not self.answered:
            self.answered = True
            self.ws.write(text_frame(b"3probe"))
            queue.wake()
        elif queue is not None and data == b"5" and self.answered:
            session.upgrade(self.ws)
        else:
            self.ws.close(BROKEN, "not a probe")

    def binary(self, data: bytes) -> None:
        self.ws.close(BROKEN, "not a probe")

    def paused(self) -> None: ...

    def resumed(self) -> None: ...

    def lost(self) -> None:
        if self._session.probe is self:
            self._session.probe = None
