"""Who sees whom: a member everybody here; a guest, who came with a code, those he shares a room with."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Set as AbstractSet
from typing import Any

from sqlalchemy import ColumnElement, Select, desc, exists, func, or_, select
from sqlalchemy.orm import aliased

from parlour.accounts.models import Account, Session
from parlour.accounts.names import name_key
from parlour.errors import Invalid, NotFound
from parlour.people.models import Ignored
from parlour.rooms.models import Member
from parlour.store import Tx
from parlour.wire import NAME_LIMIT, Person

FOUND = 20  # people in one answer


def people_named(tx: Tx, actor: Person, text: str) -> list[Person]:
    """Return people whose name has the typed letters in it, those whose name begins so first; at most 20.

    A guest who is signed in nowhere is gone for good, and is not found.
    """
    typed = _typed(text)
    begins = Account.name_key.startswith(typed, autoescape=True)
    found = _seen_by(actor).where(Account.name_key.contains(typed, autoescape=True), _can_come_back(tx))
    ordered = found.order_by(desc(begins), func.lower(Account.username), Account.id).limit(FOUND)
    return [Person(row.id, row.username, row.role) for row in tx.execute(ordered)]


def people_for(tx: Tx, actor: Person, people: AbstractSet[int]) -> list[Person]:
    """Return these people, whom the actor must all be able to see; raise `NotFound`."""
    rows = tx.execute(_seen_by(actor).where(Account.id.in_(people)).order_by(Account.id))
    found = [Person(row.id, row.username, row.role) for row in rows]
    if len(found) < len(people):
        raise NotFound
    return found


def ignored_by(tx: Tx, actor: Person) -> list[Person]:
    """Return whom the actor ignores, by name."""
    his = select(Account.id, Account.username, Account.role).join(Ignored, Ignored.ignored_id == Account.id)
    his = his.where(Ignored.account_id == actor.id).order_by(func.lower(Account.username), Account.id)
    return [Person(row.id, row.username, row.role) for row in tx.execute(his)]


def ignored_by_each(tx: Tx, accounts: Collection[int]) -> dict[int, list[int]]:
    """Return whom each of the accounts ignores, with one statement however many they are."""
    found: dict[int, list[int]] = {account: [] for account in accounts}
    theirs = select(Ignored.account_id, Ignored.ignored_id).where(Ignored.account_id.in_(accounts))
    for row in tx.execute(theirs.order_by(Ignored.account_id, Ignored.ignored_id)):
        found[row.account_id].append(row.ignored_id)
    return found


def _seen_by(actor: Person) -> Select[*tuple[Any, ...]]:
    people = select(Account.id, Account.username, Account.role)
    if actor.role != "guest":
        return people
    beside = aliased(Member)
    mine = select(Member.room_id).where(Member.account_id == actor.id)
    near = select(beside.account_id).where(beside.room_id.in_(mine))
    return people.where(or_(Account.id == actor.id, Account.id.in_(near)))


def _can_come_back(tx: Tx) -> ColumnElement[bool]:
    signed_in = exists().where(Session.account_id == Account.id, Session.expires_at > tx.now)
    return or_(Account.role != "guest", signed_in)


def _typed(text: str) -> str:
    """Return what was typed as names are kept for comparison."""
    if len(text) > NAME_LIMIT:
        raise Invalid(f"At most {NAME_LIMIT} characters, please.", field="q")
    try:
        return name_key(text)
    except Invalid as problem:
        problem.field = "q"
        raise
