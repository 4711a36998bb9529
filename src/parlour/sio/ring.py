"""The recent past of a channel: enough to bring a member up to date without reading the table."""

from collections import deque
from itertools import takewhile
from weakref import ref

from parlour.sio.packets import Packet

MAX_PACKETS = 256
MAX_BYTES = 262_144
MAX_BYTES_OF_ALL = 64 * 1024 * 1024
OVERHEAD = 256  # of the objects around a packet's bytes

Item = tuple[int, Packet]


class Memory:
    """What all rings of the process hold. Above the limit those written to least recently give way."""

    def __init__(self, limit: int = MAX_BYTES_OF_ALL) -> None:
        self.limit = limit
        self.size = 0
        self._rings: dict[int, ref[Ring]] = {}

    def grow(self, ring: "Ring", size: int) -> None:
        self.size += size
        key = id(ring)
        self._rings[key] = self._rings.pop(key) if key in self._rings else ref(ring)
        while self.size > self.limit and self._rings:
            oldest = next(iter(self._rings))
            found = self._rings[oldest]()
            if found is None or not found.drop_oldest():
                del self._rings[oldest]

    def forget(self, ring: "Ring", size: int) -> None:
        self.size -= size
        self._rings.pop(id(ring), None)


MEMORY = Memory()


class Ring:
    """Packets by position. It covers every position from `floor` on, and none before."""

    __slots__ = ("__weakref__", "_items", "_memory", "_size", "floor")

    def __init__(self, floor: int, memory: Memory = MEMORY) -> None:
        self.floor = floor
        self._items: deque[Item] = deque()
        self._size = 0
        self._memory = memory

    def __del__(self) -> None:
        self._memory.forget(self, 2 * self._size + OVERHEAD * len(self._items))

    def __len__(self) -> int:
        return len(self._items)

    def append(self, item: Item) -> None:
        self._items.append(item)
        size = len(item[1])
        self._size += size
        while len(self._items) > MAX_PACKETS or self._size > MAX_BYTES:
            self.drop_oldest()
        self._memory.grow(self, 2 * size + OVERHEAD)  # its text and its frame

    def drop_oldest(self) -> bool:
        """Tell whether there was anything to drop."""
        if not self._items:
            return False
        self.floor, oldest = self._items.popleft()
        self._size -= len(oldest)
        self._memory.size -= 2 * len(oldest) + OVERHEAD
        return True

    def after(self, position: int) -> list[Item]:
        """What came after a position, oldest first."""
        late = list(takewhile(lambda item: item[0] > position, reversed(self._items)))
        late.reverse()
        return late
