"""Bytes that several lagging members are given, joined once. A transport that is full keeps what it was given."""

from parlour.sio.ring import Item

MOST = 64  # joins kept, for all channels together: a few MiB at most

# By the packets' identity: those of a ring or a page are the same objects for all who read it, and an entry holds them.
_kept: dict[tuple[int, int, int], tuple[list[Item], bytes]] = {}


def joined(chunk: list[Item], shared: bool) -> bytes:
    """The frames of a chunk that is a part of a ring or of a page; `shared`: others may ask for the same."""
    if not shared or len(chunk) == 1:
        return b"".join([packet.frame for _, packet in chunk])
    key = (id(chunk[0][1]), id(chunk[-1][1]), len(chunk))
    if key not in _kept:
        while len(_kept) >= MOST:
            del _kept[next(iter(_kept))]
        _kept[key] = (chunk, b"".join([packet.frame for _, packet in chunk]))
    return _kept[key][1]
