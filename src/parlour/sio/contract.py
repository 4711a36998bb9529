"""What a session needs of the engine it lives in and of the application that runs on it; why it may be closed."""

from typing import Protocol, TypeVar

from parlour.sio.options import Options
from parlour.sio.outboxes import Outboxes

# Close codes: RFC 6455, section 7.4.1, and the IANA registry
NORMAL, BROKEN, POLICY, TOO_BIG, RESTART, LATER = 1000, 1002, 1008, 1009, 1012, 1013

Session_contra = TypeVar("Session_contra", contravariant=True)


class Application(Protocol):
    """What runs on a session. Text still has its Engine.IO type, `4`, in front."""

    def text(self, data: bytes) -> None: ...
    def binary(self, data: bytes) -> None: ...
    def paused(self) -> None: ...
    def resumed(self) -> None: ...
    def lost(self, reason: str) -> None: ...


class Home(Protocol[Session_contra]):
    options: Options
    outboxes: Outboxes
    stalled_closed: int

    def forget(self, session: Session_contra) -> None: ...
