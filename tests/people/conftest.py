"""Kit, Mira and Otto with accounts, and Gast, a guest who came into Kit's kitchen with its code."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from parlour.accounts.actions import enter_as_guest, register
from parlour.accounts.sessions import Visit, open_session
from parlour.rooms.actions import create_room
from parlour.rooms.membership import join_room
from parlour.store import Store, Tx
from parlour.wire import Person


class Company(NamedTuple):
    store: Store
    kit: Person
    mira: Person
    otto: Person
    gast: Person


@pytest.fixture
def company(store: Store) -> Company:
    def gather(tx: Tx) -> Company:
        kit, mira, otto = (register(tx, name, "a hash") for name in ("Kit", "Mira", "Otto"))
        gast = enter_as_guest(tx, "Gast")
        open_session(tx, gast, Visit("192.0.2.1", "test"))
        room = create_room(tx, kit, "Kitchen", is_open=False)
        join_room(tx, gast, code=room.code)
        return Company(store, kit, mira, otto, gast)

    return store.write(gather)
