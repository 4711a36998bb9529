"""The Engine.IO server: who may open a session, which sessions there are, what answers at its path."""

from collections.abc import Callable
from secrets import token_urlsafe

from parlour.sio.contract import BROKEN, RESTART, Application
from parlour.sio.handshake import ClientAddress, Handshake, Refused
from parlour.sio.options import Options
from parlour.sio.outboxes import Outboxes
from parlour.sio.polling import Polling
from parlour.sio.probe import Probe
from parlour.sio.session import Session
from parlour.sio.websocket import Receiver, Route, WebSocket

Admit = Callable[[Handshake], None]
SameClient = Callable[[Handshake, Handshake], bool]


class Engine:
    """Sessions without Socket.IO: `application(session)` makes what runs on each."""

    def __init__(
        self,
        options: Options,
        application: Callable[[Session], Application],
        *,
        admit: Admit | None = None,
        same_client: SameClient | None = None,
        client_address: ClientAddress | None = None,
    ) -> None:
        self.options = options
        self.outboxes = Outboxes()
        self.sessions: dict[str, Session] = {}
        self.opened = 0
        self.refused = 0
        self.opening = 0  # counted by the application: it knows who is in
        self.stalled_closed = 0
        self._application = application
        self._admit = admit
        self._same_client = same_client
        self._per_address: dict[str, int] = {}
        self.closing = False
        self.asgi = Polling(self, client_address)
        self.route = Route(
            self._open_websocket,
            self._admit_websocket,
            options.max_payload,
            options.max_fragments,
            options.high_water,
            options.message_timeout,
        )

    def admit(self, handshake: Handshake) -> None:
        """Raise Refused before anything is made."""
        try:
            self._check_room(handshake)
            if self._admit is not None:
                self._admit(handshake)
        except Refused:
            self.refused += 1
            raise

    def _check_room(self, handshake: Handshake) -> None:
        if self.closing:
            raise Refused("restarting", 503)
        if self.opening >= self.options.max_opening:
            raise Refused("too many at once", 503)
        full = len(self.sessions) >= self.options.max_connections
        if full or self._per_address.get(handshake.address, 0) >= self.options.max_per_address:
            raise Refused("too many connections", 503)

    def session_of(self, handshake: Handshake) -> Session:
        """Raise Refused when the sid is unknown, or known but another's."""
        session = self.sessions.get(handshake.query.get("sid", ""))
        if session is None:
            raise Refused("Session ID unknown", 400)
        if self._same_client is not None and not self._same_client(session.handshake, handshake):
            raise Refused("Forbidden", 403)
        return session

    def open(self, handshake: Handshake, ws: WebSocket | None = None) -> Session:
        """Make a session. What runs on it starts when the client has been told of it."""
        session = Session(self, token_urlsafe(18), handshake, ws)
        self.sessions[session.sid] = session
        self._per_address[handshake.address] = self._per_address.get(handshake.address, 0) + 1
        self.opened += 1
        return session

    def start(self, session: Session) -> None:
        session.app = self._application(session)

    def forget(self, session: Session) -> None:
        if self.sessions.pop(session.sid, None) is None:
            return
        address = session.handshake.address
        self._per_address[address] -= 1
        if not self._per_address[address]:
            del self._per_address[address]

    def _admit_websocket(self, handshake: Handshake) -> None:
        if handshake.query.get("EIO") != "4" or handshake.query.get("transport") != "websocket":
            raise Refused("Bad request", 400)
        if "sid" in handshake.query:
            self.session_of(handshake)
        else:
            self.admit(handshake)

    def _open_websocket(self, ws: WebSocket, handshake: Handshake) -> Receiver:
        if "sid" in handshake.query:
            return self._open_probe(ws, self.session_of(handshake))
        session = self.open(handshake, ws)
        ws.write(session.opening().frame)
        self.start(session)
        return session

    def _open_probe(self, ws: WebSocket, session: Session) -> Receiver:
        """A second WebSocket for one session is closed, the first goes on."""
        probe = Probe(session, ws)
        if session.closed or session.ws is not None or session.probe is not None:
            ws.close(BROKEN, "already upgraded")
        else:
            session.probe = probe
            session.arm()
        return probe

    def close(self, code: int = RESTART, reason: str = "restarting") -> None:
        """Close all sessions and take no new ones."""
        self.closing = True
        for session in list(self.sessions.values()):
            session.close("server shutting down", code, reason)
