"""Reactions: an emoji that people put on a message. Each that comes or goes is the room's next change, a small one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import delete, func, insert, select

from parlour import wire
from parlour.errors import NotFound, StorageFull, TooManyReactions
from parlour.events import Reacted
from parlour.inbox.entries import About, reacted
from parlour.messages.changing import changed, locked_message
from parlour.messages.emoji import one_emoji
from parlour.messages.models import Reaction
from parlour.rooms.sequence import advance
from parlour.wire import EMOJI_KINDS, REACTIONS_LIMIT, Changed, Person, ReactionChanged

if TYPE_CHECKING:
    from parlour.store import Tx

Reactions = tuple[wire.Reaction, ...]


def react(tx: Tx, actor: Person, room: int, seq: int, emoji: str, *, on: bool) -> Changed:
    """Put the actor's emoji on a message, or take it back; what is so already changes nothing."""
    emoji = one_emoji(emoji)
    _, message = locked_message(tx, actor, room, seq)
    if message.kind == "deleted":
        raise NotFound
    if any(one.emoji == emoji and actor.id in one.users for one in message.reactions) == on:
        return changed(message)
    after = (_with if on else _without)(message.reactions, emoji, actor.id)
    if on:
        _check_room(tx, after)
    told = advance(tx, msgspec.structs.replace(message, reactions=after), {"reactions": _count(after)})
    if on:
        _put(tx, actor, told, emoji)
    else:
        mine = (Reaction.account_id == actor.id) & (Reaction.emoji == emoji)
        tx.execute(delete(Reaction).where(Reaction.room_id == room, Reaction.seq == seq, mine))
    about = About(room, seq, actor, message.message)
    left = [(user, one.emoji) for one in after for user in one.users]
    reacted(tx, about, message.user_id, left, emoji if on else None)
    change = ReactionChanged(room, seq, told.rev, message.rev, actor.id, actor.username, emoji, on)
    tx.announce(Reacted(room, told.rev, change, told))
    return changed(told)


def _with(reactions: Reactions, emoji: str, account: int) -> Reactions:
    if all(one.emoji != emoji for one in reactions):
        return (*reactions, wire.Reaction(emoji, (account,)))
    return tuple(wire.Reaction(emoji, (*one.users, account)) if one.emoji == emoji else one for one in reactions)


def _without(reactions: Reactions, emoji: str, account: int) -> Reactions:
    left = (
        wire.Reaction(emoji, tuple(user for user in one.users if user != account)) if one.emoji == emoji else one
        for one in reactions
    )
    return tuple(one for one in left if one.users)


def _count(reactions: Reactions) -> int:
    return sum(len(one.users) for one in reactions)


def _check_room(tx: Tx, reactions: Reactions) -> None:
    if len(reactions) > EMOJI_KINDS or _count(reactions) > REACTIONS_LIMIT:
        raise TooManyReactions
    if tx.tight:
        raise StorageFull(retry_after=5)


def _put(tx: Tx, actor: Person, message: wire.Message, emoji: str) -> None:
    at = (Reaction.room_id == message.room) & (Reaction.seq == message.seq) & (Reaction.emoji == emoji)
    first = select(func.coalesce(func.min(Reaction.first_rev), message.rev)).where(at).scalar_subquery()
    row = {"room_id": message.room, "seq": message.seq, "account_id": actor.id, "emoji": emoji, "rev": message.rev}
    tx.execute(insert(Reaction).values(**row, first_rev=first, created_at=tx.now))
