"""The request that opens a session, the same whichever transport brought it, and its refusal."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from secrets import randbelow
from typing import Any
from urllib.parse import parse_qsl

RETRY_WITHIN = 10  # seconds


class Refused(Exception):
    """Say no: to a handshake with an HTTP status, to a CONNECT with a message and data."""

    def __init__(self, message: str, status: int = 403, data: object = None) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.data = data

    @property
    def headers(self) -> dict[str, str]:
        """When to try again: not all at the same time who were sent away at the same time."""
        return {"Retry-After": str(1 + randbelow(RETRY_WITHIN))} if self.status == 503 else {}


class Headers(Mapping[str, str]):
    """Request headers, looked up without regard to case; what came more than once is joined by a comma."""

    __slots__ = ("_values",)

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        values: dict[str, str] = {}
        for name, value in pairs:
            key = name.lower()
            joint = "; " if key == "cookie" else ", "
            values[key] = values[key] + joint + value if key in values else value
        self._values = values

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


@dataclass(frozen=True, slots=True)
class Handshake:
    headers: Headers
    query: Mapping[str, str]
    address: str
    secure: bool
    transport: str


ClientAddress = Callable[[str, Headers], str]


def handshake_of_scope(scope: Mapping[str, Any], client_address: ClientAddress | None) -> Handshake:
    """Read an ASGI HTTP scope."""
    headers = Headers((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"])
    peer = (scope.get("client") or ("", 0))[0]
    address = client_address(peer, headers) if client_address else peer
    query = query_of(scope.get("query_string", b"").decode("latin-1"))
    return Handshake(headers, query, address, scope.get("scheme") == "https", "polling")


def query_of(text: str) -> dict[str, str]:
    """The first value of each name wins; more than 32 fields count as none."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=32)
    except ValueError:
        return {}
    return dict(reversed(pairs))
