"""Drafts by socket."""

from __future__ import annotations

from parlour import wire
from parlour.drafts.actions import checked_draft, save_draft
from parlour.live.desk import Desk
from parlour.live.seat import Seat


async def save(desk: Desk, seat: Seat, asked: wire.SaveDraft) -> wire.DraftSaved:
    draft = checked_draft(asked)
    return wire.DraftSaved(draft=await desk.store.write(lambda tx: save_draft(tx, seat.person, draft)))
