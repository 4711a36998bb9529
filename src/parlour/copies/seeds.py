"""Seeding: a chat of any size, made to measure on, as its server would have stored it."""

from __future__ import annotations

import random
from typing import NamedTuple

from parlour import clock
from parlour.copies.chatter import Talk, fill_room, things_to_say
from parlour.copies.crowds import make_people, make_room
from parlour.copies.places import Place, alone, label_of, version_in
from parlour.copies.progress import Progress, Refused, silent
from parlour.search.filling import index_everything
from parlour.store import Tx
from parlour.store.schema_version import HEAD

SPAN = 365 * clock.DAY  # in which all of it was said


class Plan(NamedTuple):
    """How much of what; with the same `chance` the same is said in the same order."""

    messages: int
    rooms: int
    people: int
    chance: int = 1


class Seeded(NamedTuple):
    """How the people sign in; the first of them is in every room."""

    first: str
    password: str


def seed(place: Place, plan: Plan, progress: Progress = silent) -> Seeded:
    """Make a chat in an empty place; raise `Refused` where there is one, `DataInUse` while a server runs there."""
    now = clock.now()
    with alone(place):
        if version_in(place) is not None:
            raise Refused(f"there is a chat in {place.name} already; seed an empty place")
        with place.fresh(HEAD, HEAD, label_of(now)) as connection:
            return _furnish(Tx(connection, now - SPAN), plan, progress)


def _furnish(tx: Tx, plan: Plan, progress: Progress) -> Seeded:
    """Share the messages out among the rooms; what is said in each is spread over the whole time."""
    chance = random.Random(plan.chance)  # noqa: S311  (nothing secret hangs on it)
    people, password = make_people(tx, plan.people)
    said = things_to_say(chance, plan.messages)
    with progress("Talking", plan.messages) as tick:
        for number in range(plan.rooms):
            count = plan.messages // plan.rooms + (number < plan.messages % plan.rooms)
            room, members = make_room(tx, f"Room {number + 1}", people, chance)
            fill_room(tx, room, members, Talk(said, chance, count, SPAN // (count + 1)), tick)
    with progress("Indexing", plan.messages) as tick:
        index_everything(tx, tick)
    return Seeded(people[0].username, password)
