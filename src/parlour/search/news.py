"""What the index does not know of a room: the messages after the last that it has, and those edited since."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from parlour.rooms.models import Message
from parlour.search.models import SearchText
from parlour.search.scope import Behind

SAID: Select[*tuple[Any, ...]] = select(
    Message.room_id, Message.seq, Message.author_id, Message.created_at, Message.body, Message.thread
).where(Message.kind == "message")
# An edit took the old text out of the index; the number of the message stays.
BLANK = (SearchText.room_id == Message.room_id) & (SearchText.seq == Message.seq) & (SearchText.text == "")
EDITED = SAID.add_columns(SearchText.id).join(SearchText, BLANK)


def said_in(room: Behind) -> Select[*tuple[Any, ...]]:
    """Return what selects the messages of a room that were never indexed."""
    return SAID.where(Message.room_id == room.room, Message.seq > room.seq, Message.seq <= room.head)


def edited_in(room: Behind) -> Select[*tuple[Any, ...]]:
    """Return what selects the messages of a room whose text is another than was indexed, and their numbers."""
    return EDITED.where(Message.room_id == room.room, Message.rev > room.rev)
