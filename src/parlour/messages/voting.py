"""Voting: each vote is the room's next change, a small one like a reaction; closing a poll is a change like an edit."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import delete, insert

from parlour import wire
from parlour.errors import Forbidden, Invalid, NotFound, StorageFull, TooManyVotes
from parlour.events import Voted
from parlour.messages.attached import is_over, votes_of, with_vote
from parlour.messages.changing import changed, locked_message
from parlour.messages.models import Vote
from parlour.rooms.sequence import advance, restate
from parlour.store import Tx
from parlour.wire import VOTES_LIMIT, Changed, Person, Poll, PollOption


def vote(tx: Tx, actor: Person, room: int, seq: int, places: list[int]) -> Changed:
    """Choose these options of a poll and no others; what is so already changes nothing."""
    _, message = locked_message(tx, actor, room, seq)
    poll = _poll_of(message)
    after, before = set(places), set(votes_of(tx, actor.id, room, seq))
    _check_choice(poll, after)
    if after == before:
        return changed(message)
    if is_over(poll, tx.now):
        raise Forbidden("This poll is closed.")
    _check_room(tx, poll, len(after) - len(before))
    told = advance(tx, msgspec.structs.replace(message, poll=with_vote(poll, actor.id, before, after)), {})
    his: Any = (Vote.room_id == room) & (Vote.seq == seq) & (Vote.account_id == actor.id)
    tx.execute(delete(Vote).where(his, Vote.place.in_(before - after)))
    row = {"room_id": room, "seq": seq, "account_id": actor.id, "rev": told.rev}
    if after - before:
        tx.execute(insert(Vote), [row | {"place": place} for place in sorted(after - before)])
    tx.announce(Voted(room, told.rev, _change(message, told, actor, sorted(after)), told))
    return changed(told)


def close_poll(tx: Tx, actor: Person, room: int, seq: int) -> Changed:
    """Take no more votes in a poll of the actor's own."""
    _, message = locked_message(tx, actor, room, seq)
    poll = _poll_of(message)
    if message.user_id != actor.id:
        raise Forbidden("Only who made a poll can close it.")
    if poll.closed:
        return changed(message)
    blank = tuple(PollOption(option.text) for option in poll.options)
    kept = msgspec.structs.replace(poll, options=blank, voters=0, closed=True)
    closed = msgspec.structs.replace(message, poll=msgspec.structs.replace(poll, closed=True))
    return changed(restate(tx, closed, {"poll": wire.encode(kept).decode()}))


def _poll_of(message: wire.Message) -> Poll:
    if message.poll is None:
        raise NotFound
    return message.poll


def _check_choice(poll: Poll, places: set[int]) -> None:
    if places and max(places) >= len(poll.options):
        raise Invalid("There is no such option.", field="places")
    if len(places) > 1 and not poll.multiple:
        raise Invalid("Only one of them can be chosen.", field="places")


def _check_room(tx: Tx, poll: Poll, more: int) -> None:
    """Who chose what is part of the message, so that cannot be without end; counts can."""
    if more > 0 and not poll.anonymous and sum(option.votes for option in poll.options) + more > VOTES_LIMIT:
        raise TooManyVotes
    if more > 0 and tx.tight:
        raise StorageFull(retry_after=5)


def _change(before: wire.Message, after: wire.Message, actor: Person, places: list[int]) -> wire.PollChanged:
    poll = _poll_of(after)
    votes = [option.votes for option in poll.options]
    counted = (after.room, after.seq, after.rev, before.rev, votes, poll.voters)
    return wire.PollChanged(*counted) if poll.anonymous else wire.PollChanged(*counted, actor.id, places)
