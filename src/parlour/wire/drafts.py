"""What stands unsent in somebody's composers."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from parlour.wire.limits import Id, Position


class Draft(Struct, frozen=True, omit_defaults=True):
    """What has been begun in a room, or an empty `message`; `rev` counts the changes of all of one's drafts."""

    room: int
    message: str
    rev: int
    reply_to: int | None = None
    device: str = ""


class SaveDraft(Struct, frozen=True):
    """`nth` grows with each save of a `device` (any name of its own): one that comes late does not count."""

    room: Id
    message: str
    reply_to: Id | None = None
    device: Annotated[str, Meta(max_length=64)] = ""
    nth: Position = 0


class DraftSaved(Struct, frozen=True, kw_only=True):
    """The answer of `save_draft`: what is kept now."""

    ok: bool = True
    draft: Draft
