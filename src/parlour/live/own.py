"""What is somebody's own and told him when he comes: whom he ignores, what wants his attention."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from parlour.people.reads import ignored_by_each
from parlour.plans.reads import due_of_each
from parlour.store import Tx
from parlour.wire import Due


class Own(NamedTuple):
    """`ignored` are ids of accounts."""

    ignored: list[int]
    due: Due


NOTHING = Own([], Due())


def own_of_each(tx: Tx, accounts: Collection[int]) -> dict[int, Own]:
    """Return what is each account's own, with a handful of statements for all."""
    ignored, due = ignored_by_each(tx, accounts), due_of_each(tx, accounts)
    return {account: Own(ignored[account], due[account]) for account in accounts}
