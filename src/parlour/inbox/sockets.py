"""The inbox by socket."""

from __future__ import annotations

from parlour.inbox.actions import read_inbox
from parlour.inbox.reads import inbox_of
from parlour.live.desk import Desk
from parlour.live.seat import Seat
from parlour.wire import Inbox, InboxPage, InboxRead, ReadInbox


async def inbox(desk: Desk, seat: Seat, asked: InboxPage) -> Inbox:
    return await desk.store.read(lambda tx: inbox_of(tx, seat.person, asked.before))


async def read(desk: Desk, seat: Seat, asked: ReadInbox) -> InboxRead:
    return InboxRead(unread=await desk.store.write(lambda tx: read_inbox(tx, seat.person, asked.ids)))
