"""Randomness, tokens, codes and secrets. Passwords are in accounts/passwords.py."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import uuid
from pathlib import Path

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0/O, 1/I/L, U: read aloud without doubt
CODE_LENGTH = 8


def new_token() -> str:
    """Return 256 random bits, URL-safe: a session, a one-time link."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """Return the SHA-256 of a token in hex: what is stored instead of it."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def new_code() -> str:
    """Return a room code such as `K7PQ-2MXD` (39 bits; guessing is rate-limited)."""
    letters = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    return f"{letters[:4]}-{letters[4:]}"


def plain_code(text: str) -> str:
    """Return a typed code as it is stored: capitals, one dash; anything else stays unknown."""
    typed = (letter for letter in text.upper() if letter not in "- \t\u2010\u2011\u2012\u2013\u2014")
    letters = "".join(letter if letter in CODE_ALPHABET else "?" for letter in typed)
    return f"{letters[:4]}-{letters[4:]}"


def new_key() -> str:
    """Return a random message key."""
    return str(uuid.uuid4())


def same(one: str, other: str) -> bool:
    """Compare two secrets in constant time."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def secret_from(folder: Path, name: str) -> str:
    """Read a secret kept in the data folder, making it (0600) at the first start."""
    path = folder / name
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(new_token())
        file.flush()
        os.fsync(file.fileno())
    return path.read_text("ascii").strip()
