"""The people and rooms of a chat that is made to measure on."""

from __future__ import annotations

import random
from collections.abc import Sequence

from sqlalchemy import insert, select

from parlour.accounts.models import Account
from parlour.accounts.names import name_key
from parlour.accounts.passwords import hashed
from parlour.rooms.actions import create_room
from parlour.rooms.membership import join_room
from parlour.security import new_token
from parlour.store import Tx
from parlour.wire import Person, Room

MEMBERS = 50  # of a room, at most
NAMES = """Ada Bruno Chiara Dmitri Élise Farid Greta Hana Ivo Jun Kit Leïla Mira Nils Otto Priya Quentin Rosa Søren Tove
    Uma Víctor Wanda Ximena Yuki Zoë"""


def make_people(tx: Tx, count: int) -> tuple[list[Person], str]:
    """Sign so many people up; return them and the one password that all of them have."""
    password = new_token()[:12]
    usual = NAMES.split()
    numbers = [n // len(usual) + 1 for n in range(count)]
    names = [usual[n % len(usual)] + (f" {number}" if number > 1 else "") for n, number in enumerate(numbers)]
    known = {"role": "member", "password": hashed(password), "created_at": tx.now}
    tx.execute(insert(Account), [{"username": name, "name_key": name_key(name), **known} for name in names])
    found = tx.execute(select(Account.id, Account.username, Account.role).order_by(Account.id))
    return [Person(row.id, row.username, row.role) for row in found], password


def make_room(tx: Tx, name: str, people: Sequence[Person], chance: random.Random) -> tuple[Room, list[Person]]:
    """Make a room with the first person and some others in it; return it and them."""
    members = [people[0], *chance.sample(people[1:], min(len(people), MEMBERS) - 1)]
    room = create_room(tx, members[0], name)
    for person in members[1:]:
        room, _ = join_room(tx, person, room=room.id)
    return room, members
