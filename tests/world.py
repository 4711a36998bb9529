"""The named people of the tests."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import insert

from parlour.accounts.models import Account
from parlour.accounts.names import name_key
from parlour.store import Store
from parlour.wire import Person


class World(NamedTuple):
    """Kit made the room, Mira joined it, Otto is outside."""

    store: Store
    kit: Person
    mira: Person
    otto: Person
    room: int
    code: str


def person(store: Store, name: str, role: str = "member") -> Person:
    """Put an account into the store, without the costs of a password."""
    values = {"username": name, "name_key": name_key(name), "role": role, "created_at": 0}
    made = store.write(lambda tx: tx.execute(insert(Account).values(values).returning(Account.id)).scalar_one())
    return Person(made, name, role)  # type: ignore[arg-type]
