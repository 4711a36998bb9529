"""What can be set about the engine; every queue and wait of it is bounded here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """Times in milliseconds, sizes in bytes."""

    path: str = "/socket.io/"
    ping_interval: int = 25_000
    ping_timeout: int = 20_000
    connect_timeout: int = 10_000  # a session without CONNECT, an upgrade or a body that does not come to its end
    message_timeout: int = 15_000  # a WebSocket message from its first byte to its last
    stall_timeout: int = 30_000  # a reader that takes nothing
    max_payload: int = 1_000_000  # one message or one polling body; announced to the client
    max_event: int = 65_536  # the text of one event
    max_depth: int = 32  # JSON nesting
    max_attachments: int = 10
    max_fragments: int = 64  # of one WebSocket message
    max_running: int = 256  # handlers of one session that have not answered yet
    max_backlog: int = 1_000_000  # what one session may owe its client, acks included
    max_behind: int = 5_000  # changes a slow member may miss before it is sent away
    high_water: int = 65_536  # above it a member lags: nothing of a channel is written to it
    max_opening: int = 10_000  # connections whose CONNECT has not been answered yet
    max_connections: int = 20_000
    max_per_address: int = 10_000
    cors: str | None = None  # None: same origin only; "*": anyone, without credentials
