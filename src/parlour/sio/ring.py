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
        self.newest = 0
        self._rings: dict[int, ref[Ring]] = {}

    def written(self, ring: "Ring") -> None:
        """Needed only when it was not the newest, or the limit is passed."""
        self.newest = id(ring)
        self._rings.pop(self.newest, None)
        self._rings[self.newest] = ref(ring)
        while self.size > self.limit and self._rings:
            oldest = next(iter(self._rings))
            found = self._rings[oldest]()
            if found is None or not found.drop_oldest():
                del self._rings[oldest]

    def forget(self, ring: "Ring") -> None:
        self._rings.pop(id(ring), None)
        if self.newest == id(ring):
            self.newest = 0


MEMORY = Memory()


class Ring:
    """Packets by position. It covers every position from `floor` on, and none before."""

    __slots__ = ("__weakref__", "_held", "_items", "_memory", "_size", "floor")

    def __init__(self, floor: int, memory: Memory = MEMORY) -> None:
        self.floor = floor
        self._items: deque[Item] = deque()
        self._size = 0
        self._held = 0  # what of the memory is its own: texts, frames, and the objects around them
        self._memory = memory

    def __del__(self) -> None:
        self._memory.size -= self._held
        self._memory.forget(self)

    def __len__(self) -> int:
        return len(self._items)

    def append(self, item: Item) -> None:
        items, memory = self._items, self._memory
        items.append(item)
        self._size += len(item[1])
        while len(items) > MAX_PACKETS or self._size > MAX_BYTES:
            self.floor, oldest = items.popleft()
            self._size -= len(oldest)
        self._count()
        if memory.newest != id(self) or memory.size > memory.limit:
            memory.written(self)

    def reach_back(self, position: int, items: list[Item]) -> None:
        """Cover what came after an earlier position as well, if there is room for all of it: others will ask for it."""
        size = sum(len(packet) for _, packet in items)
        if len(self._items) + len(items) > MAX_PACKETS or self._size + size > MAX_BYTES:
            return
        self._items.extendleft(reversed(items))
        self._size += size
        self.floor = position
        self._count()
        self._memory.written(self)

    def _count(self) -> None:
        held = 2 * self._size + OVERHEAD * len(self._items)
        self._memory.size += held - self._held
        self._held = held

    def drop_oldest(self) -> bool:
        """Tell whether there was anything to drop."""
        if not self._items:
            return False
        self.floor, oldest = self._items.popleft()
        self._size -= len(oldest)
        self._held -= 2 * len(oldest) + OVERHEAD
        self._memory.size -= 2 * len(oldest) + OVERHEAD
        return True

    def after(self, position: int) -> list[Item]:
        """What came after a position, oldest first."""
        late = list(takewhile(lambda item: item[0] > position, reversed(self._items)))
        late.reverse()
        return late
