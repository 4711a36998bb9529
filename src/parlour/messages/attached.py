"""What people have put on messages, reactions and votes: one statement for a whole page, and none without need."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, delete, select

from parlour import wire
from parlour.accounts.models import Account
from parlour.clock import moment
from parlour.messages.models import Reaction, Vote
from parlour.rooms.sequence import fresh_poll
from parlour.store import Tx
from parlour.wire import Person, Poll, PollOption, Reactors

IN_ORDER = (Reaction.first_rev, Reaction.rev)


def reactions_at(tx: Tx, room: int, places: Sequence[int]) -> dict[int, tuple[wire.Reaction, ...]]:
    """Return the reactions on messages of a room, by the messages' places."""
    if not places:
        return {}
    found: dict[int, dict[str, list[int]]] = {}
    at = select(Reaction.seq, Reaction.emoji, Reaction.account_id)
    for row in tx.execute(at.where(Reaction.room_id == room, Reaction.seq.in_(places)).order_by(*IN_ORDER)):
        found.setdefault(row.seq, {}).setdefault(row.emoji, []).append(row.account_id)
    return {seq: tuple(wire.Reaction(emoji, tuple(users)) for emoji, users in by.items()) for seq, by in found.items()}


def reactors_at(tx: Tx, room: int, seq: int) -> list[Reactors]:
    """Return who put what on a message, whoever asks."""
    by_emoji: dict[str, list[Person]] = {}
    who = select(Reaction.emoji, Account.id, Account.username, Account.role).join(Account)
    for row in tx.execute(who.where(Reaction.room_id == room, Reaction.seq == seq).order_by(*IN_ORDER)):
        by_emoji.setdefault(row.emoji, []).append(Person(row.id, row.username, row.role))
    return [Reactors(emoji, users) for emoji, users in by_emoji.items()]


def polls_at(tx: Tx, room: int, rows: Sequence[Row[Any]]) -> dict[int, Poll]:
    """Return the polls among messages of a room as they are now, by the messages' places."""
    polls = {row.seq: fresh_poll(row.poll) for row in rows if row.poll}
    if not polls:
        return {}
    found: dict[int, list[tuple[int, int]]] = {seq: [] for seq in polls}
    chosen = select(Vote.seq, Vote.account_id, Vote.place).where(Vote.room_id == room, Vote.seq.in_(polls))
    for row in tx.execute(chosen.order_by(Vote.rev, Vote.account_id)):
        found[row.seq].append((row.account_id, row.place))
    return {seq: _counted(poll, found[seq]) for seq, poll in polls.items()}


def votes_of(tx: Tx, account: int, room: int, seq: int) -> list[int]:
    """Return the places of the options that somebody has chosen, in their order."""
    his = select(Vote.place).where(Vote.room_id == room, Vote.seq == seq, Vote.account_id == account)
    return list(tx.execute(his.order_by(Vote.place)).scalars())


def with_vote(poll: Poll, account: int, before: Collection[int], after: Collection[int]) -> Poll:
    """Return a poll in which somebody chooses something else than before; who chose the same keeps his place."""

    def option(place: int, one: PollOption) -> PollOption:
        change = (place in after) - (place in before)
        if poll.anonymous or not change:
            return msgspec.structs.replace(one, votes=one.votes + change)
        users = (*one.users, account) if change > 0 else tuple(user for user in one.users if user != account)
        return msgspec.structs.replace(one, votes=one.votes + change, users=users)

    options = tuple(option(place, one) for place, one in enumerate(poll.options))
    return msgspec.structs.replace(poll, options=options, voters=poll.voters + bool(after) - bool(before))


def is_over(poll: Poll, now: int) -> bool:
    """Tell whether nobody can vote in a poll any more."""
    return poll.closed or (poll.closes_at is not None and moment(poll.closes_at) <= now)


def bare(tx: Tx, message: wire.Message) -> wire.Message:
    """Take everything off a message that is about to go."""
    if message.reactions:
        tx.execute(delete(Reaction).where(Reaction.room_id == message.room, Reaction.seq == message.seq))
    if message.poll is not None:
        tx.execute(delete(Vote).where(Vote.room_id == message.room, Vote.seq == message.seq))
    return msgspec.structs.replace(message, reactions=(), poll=None)


def _counted(poll: Poll, choices: Sequence[tuple[int, int]]) -> Poll:
    """Return a fresh poll with what was chosen: accounts, and places of options."""
    users: list[list[int]] = [[] for _ in poll.options]
    for account, place in choices:
        users[place].append(account)
    options = tuple(
        msgspec.structs.replace(one, votes=len(who), users=() if poll.anonymous else tuple(who))
        for one, who in zip(poll.options, users, strict=True)
    )
    return msgspec.structs.replace(poll, options=options, voters=len({account for account, _ in choices}))
