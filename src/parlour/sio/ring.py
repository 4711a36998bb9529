"""The recent past of a channel: enough to bring a member up to date without reading the table."""

from collections import deque
from itertools import takewhile

from parlour.sio.packets import Packet

MAX_PACKETS = 256
MAX_BYTES = 262_144


class Ring:
    """Packets by position. It covers every position from `floor` on, and none before."""

    __slots__ = ("_items", "_size", "floor")

    def __init__(self, floor: int) -> None:
        self.floor = floor
        self._items: deque[tuple[int, Packet]] = deque()
        self._size = 0

    def append(self, position: int, packet: Packet) -> None:
        self._items.append((position, packet))
        self._size += len(packet)
        while len(self._items) > MAX_PACKETS or self._size > MAX_BYTES:
            self.floor, oldest = self._items.popleft()
            self._size -= len(oldest)

    def after(self, position: int) -> list[tuple[int, Packet]]:
        """What came after a position, oldest first."""
        late = list(takewhile(lambda item: item[0] > position, reversed(self._items)))
        late.reverse()
        return late
