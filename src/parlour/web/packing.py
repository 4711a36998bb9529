"""Packs a page so that its constant part is compressed and the rest is not.

Compressed together, the size of an answer tells whether what somebody chose is like what is secret in it (BREACH).
"""

from __future__ import annotations

import zlib
from functools import lru_cache
from struct import pack

# RFC 1952: deflated, no name, no time, made by nobody knows whom.
HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
STORED = 65_535  # bytes that a stored block of RFC 1951 holds
END = b"\x01\x00\x00\xff\xff"  # the last block, with nothing in it


def packed(constant: bytes, rest: bytes) -> bytes:
    """Return both, one after the other, as gzip; only `constant` is compressed, and that once for all answers."""
    blocks = [_stored(rest[start : start + STORED]) for start in range(0, len(rest), STORED)]
    whole = constant + rest
    return b"".join([HEAD, _deflated(constant), *blocks, END, pack("<LL", zlib.crc32(whole), len(whole))])


@lru_cache(2)
def _deflated(constant: bytes) -> bytes:
    """What ends on a byte, and lends nothing to what follows."""
    making = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return making.compress(constant) + making.flush(zlib.Z_FULL_FLUSH)


def _stored(part: bytes) -> bytes:
    return pack("<BHH", 0, len(part), len(part) ^ 0xFFFF) + part
