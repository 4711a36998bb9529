"""One connection of one signed-in person."""

from __future__ import annotations

from parlour.proxies import household
from parlour.sio import Socket
from parlour.wire import Person


class Seat:
    """`rooms` are those it hears, `left` those its person has left since it came.

    Behind each room stands the rev from which it is heard; of a client that knows state recovery, the last it was told.
    """

    __slots__ = ("left", "person", "rooms", "session", "socket")

    def __init__(self, socket: Socket, person: Person, session: int) -> None:
        self.socket = socket
        self.person = person
        self.session = session
        self.rooms: dict[int, int] = {}
        self.left: set[int] = set()

    @property
    def household(self) -> str:
        """The key by which its address is limited."""
        return household(self.socket.handshake.address)
