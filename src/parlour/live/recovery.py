"""Socket.IO's connection state recovery: whose `pid` it is, and where the client stands, written as an offset.

Nothing is kept for a client that is gone: it brings both back, and the table has the rest, also after a restart.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from secrets import token_urlsafe

from parlour.security import same

ROOMS_LIMIT = 500  # who is in more is not offered recovery: each event would carry them all
OFFSET_LIMIT = 16_384  # characters: 500 rooms at their largest


class Recovery:
    """Makes and knows pids. Each is good for one session and one epoch."""

    def __init__(self, secret: str, epoch: str) -> None:
        self._key = blake2b(secret.encode(), person=b"recovery").digest()
        self.epoch = epoch

    def new_pid(self, session: int) -> str:
        """Return a pid for one more connection of a session."""
        nonce = token_urlsafe(9)
        return f"{nonce}.{self._signature(nonce, session)}"

    def stands(self, pid: str | None, offset: str | None, session: int) -> dict[int, int] | None:
        """Return how far a client of the session has got (room: rev); None when it cannot be believed."""
        nonce, _, signature = (pid or "").partition(".")
        if offset is None or not same(signature, self._signature(nonce, session)):
            return None  # without an offset: the connection was lost before anything had come
        try:
            return read_offset(offset)
        except ValueError:
            return None

    def _signature(self, nonce: str, session: int) -> str:
        signed = f"{nonce}|{self.epoch}|{session}"
        return blake2b(signed.encode("utf-8", "replace"), key=self._key, digest_size=16).hexdigest()


def write_offset(stands: Mapping[int, int]) -> str:
    """Return positions (room: rev) as a string of some six characters a room."""
    written = bytearray()
    for room, rev in stands.items():
        for number in (room, rev):
            while number > 127:
                written.append(number & 127 | 128)
                number >>= 7  # base-128 digits, the last without the high bit
            written.append(number)
    return urlsafe_b64encode(written).rstrip(b"=").decode()


def read_offset(offset: str) -> dict[int, int]:
    """Return what `write_offset` wrote; raise ValueError."""
    if len(offset) > OFFSET_LIMIT:
        raise ValueError("too long")
    numbers = list(_numbers(urlsafe_b64decode(offset + "=" * (-len(offset) % 4))))
    return dict(zip(numbers[::2], numbers[1::2], strict=True))


def _numbers(written: bytes) -> Iterator[int]:
    number = shift = 0
    for byte in written:
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield number
            number = shift = 0
    if shift:
        raise ValueError("cut off")
