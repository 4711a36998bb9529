"""What a long-polling client has not fetched yet, and the one GET that waits for it."""

import asyncio
from collections.abc import Iterable

from parlour.sio.packets import Packet

CLOSE, NOOP = b"1", b"6"


class PollQueue:
    __slots__ = ("last", "packets", "posting", "size", "waiter")

    def __init__(self) -> None:
        self.packets: list[Packet] = []
        self.size = 0
        self.last: bytes | None = None
        self.waiter: asyncio.Future[None] | None = None
        self.posting = False

    def put(self, packets: Iterable[Packet]) -> None:
        for packet in packets:
            self.packets.append(packet)
            self.size += len(packet)
        self.wake()

    def end(self, last: bytes) -> None:
        """Answer one more GET, with this at its end."""
        self.last = last
        self.wake()

    def wake(self) -> None:
        if self.waiter is not None and not self.waiter.done():
            self.waiter.set_result(None)

    def take(self) -> list[Packet]:
        packets, self.packets, self.size = self.packets, [], 0
        if self.last is not None:
            packets.append(Packet(self.last))
            self.last = None
        return packets


def payload(packets: Iterable[Packet]) -> bytes:
    return b"\x1e".join(part for packet in packets for part in packet.parts())
