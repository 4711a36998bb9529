"""What is somebody's own and told him when he comes: whom he ignores, what is due, his drafts, his inbox."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from parlour.drafts.reads import last_drafts
from parlour.inbox.reads import states_of_each
from parlour.people.reads import ignored_by_each
from parlour.plans.reads import due_of_each
from parlour.store import Tx
from parlour.wire import Due, InboxState


class Own(NamedTuple):
    """`ignored` are ids of accounts, `drafts` is the last change of his drafts."""

    ignored: list[int]
    due: Due
    drafts: int
    inbox: InboxState


NOTHING = Own([], Due(), 0, InboxState())


def own_of_each(tx: Tx, accounts: Collection[int]) -> dict[int, Own]:
    """Return what is each account's own, with a handful of statements for all."""
    ignored, due, drafts = ignored_by_each(tx, accounts), due_of_each(tx, accounts), last_drafts(tx, accounts)
    inboxes = states_of_each(tx, accounts)
    return {account: Own(ignored[account], due[account], drafts[account], inboxes[account]) for account in accounts}
