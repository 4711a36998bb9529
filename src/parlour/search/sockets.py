"""The search by socket."""

from __future__ import annotations

from parlour import wire
from parlour.live.desk import Desk
from parlour.live.seat import Seat
from parlour.search.reads import search_messages


async def search(desk: Desk, seat: Seat, asked: wire.Search) -> wire.Hits:
    return await desk.store.read(lambda tx: search_messages(tx, seat.person, asked))
