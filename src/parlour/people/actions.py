"""What can be done with people: talk to them directly, or hear no more of them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, insert

from parlour import wire
from parlour.accounts.changes import note_change
from parlour.errors import Invalid
from parlour.people.models import Ignored
from parlour.people.reads import ignored_by, people_for
from parlour.rooms.actions import room_of
from parlour.rooms.reads import room_for
from parlour.store import Tx
from parlour.wire import IGNORED_LIMIT, PEOPLE_LIMIT, Person


def open_direct(tx: Tx, actor: Person, people: Collection[int]) -> tuple[wire.Room, bool]:
    """Return the conversation of the actor and these people, the same each time, and whether it is a fresh one."""
    everybody = {actor.id, *people}
    if len(everybody) > PEOPLE_LIMIT:
        raise Invalid(f"At most {PEOPLE_LIMIT} people, you among them.", field="people")
    room, fresh = room_of(tx, people_for(tx, actor, everybody))
    return room_for(tx, actor, room), fresh


def ignore_person(tx: Tx, actor: Person, account: int) -> None:
    """Have the actor's browsers fold what somebody says; nobody else is told. Once more changes nothing."""
    if account == actor.id:
        raise Invalid("You cannot ignore yourself.")
    people_for(tx, actor, {account})
    known = ignored_by(tx, actor)
    if account in {person.id for person in known}:
        return
    if len(known) >= IGNORED_LIMIT:
        raise Invalid(f"At most {IGNORED_LIMIT} people can be ignored.")
    tx.execute(insert(Ignored).values(account_id=actor.id, ignored_id=account))
    note_change(tx, actor)


def heed_person(tx: Tx, actor: Person, account: int) -> None:
    """Hear somebody again, if he was ignored."""
    his = (Ignored.account_id == actor.id) & (Ignored.ignored_id == account)
    if tx.execute(delete(Ignored).where(his)).rowcount:
        note_change(tx, actor)
