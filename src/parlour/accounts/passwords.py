"""Passwords: which are good enough, and how they are kept (argon2id).

Hashing takes the calling thread its time: never on the event loop, never within a transaction.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from parlour.errors import Invalid, Unavailable
from parlour.wire import PASSWORD_LIMIT

PASSWORD_LEAST = 8
WORD_LEAST = 3
BESIDES = 6  # characters besides the name
AT_ONCE = 2
WAITING = 6  # threads that may hash or wait to; more would leave none for everything else
PATIENCE = 5.0  # seconds

# OWASP's least for argon2id: 19 MiB, two passes, one lane.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

_turns = threading.BoundedSemaphore(AT_ONCE)
_places = threading.BoundedSemaphore(WAITING)


def checked_password(password: str, username: str, field: str = "password") -> str:
    """Return a password fit to be kept; raise `Invalid` when it is short, long, common or the name again."""
    plain = _exact(password)
    if len(plain) < PASSWORD_LEAST:
        raise Invalid(f"At least {PASSWORD_LEAST} characters, please.", field=field)
    if len(plain) > PASSWORD_LIMIT:
        raise Invalid(f"At most {PASSWORD_LIMIT} characters, please.", field=field)
    if any(0xD800 <= ord(letter) <= 0xDFFF for letter in plain):
        raise Invalid("That password has characters that cannot be stored.", field=field)
    if plain.casefold() in _common():
        raise Invalid("That password is on every list of common passwords. Try a short sentence.", field=field)
    if _is_context(plain, username):
        raise Invalid("That password is too close to your name or to this place.", field=field)
    return plain


def hashed(password: str) -> str:
    """Return the hash of a checked password, salted and with its parameters."""
    with _turn():
        return HASHER.hash(_exact(password))


def fits(password: str, known: str | None) -> bool:
    """Tell whether a password belongs to a hash; without a hash it takes as long and is False."""
    with _turn():
        try:
            return HASHER.verify(known or _dummy(), _bytes(password)) and known is not None
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(known: str) -> bool:
    """Tell whether a hash was made with weaker parameters than today's."""
    return HASHER.check_needs_rehash(known)


@contextmanager
def _turn() -> Iterator[None]:
    """Wait for one of the few turns; each takes 19 MiB and a core."""
    if not _places.acquire(blocking=False):
        raise Unavailable(retry_after=2)
    try:
        if not _turns.acquire(timeout=PATIENCE):
            raise Unavailable(retry_after=2)
        try:
            yield
        finally:
            _turns.release()
    finally:
        _places.release()


def _exact(password: str) -> str:
    """The same letters typed on another keyboard must be the same password; nothing else is changed."""
    return unicodedata.normalize("NFC", password)


def _bytes(password: str) -> bytes:
    return _exact(password).encode("utf-8", "surrogatepass")


@cache
def _dummy() -> str:
    return HASHER.hash("nobody has this password")


@cache
def _common() -> frozenset[str]:
    lines = files("parlour.accounts").joinpath("common_passwords.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def _is_context(password: str, username: str) -> bool:
    """Whether little is left of the password without the words anybody would guess first."""
    plain = left = password.casefold()
    for word in (username.casefold(), "parlour"):
        if len(word) >= WORD_LEAST:
            left = left.replace(word, "")
    return left != plain and len(left) < BESIDES
