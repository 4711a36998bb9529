"""Putting the people of an import where they belong: each once, however often it is run."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from itertools import count
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from parlour.accounts.models import Account
from parlour.accounts.names import display_name, name_key
from parlour.errors import Invalid
from parlour.imports.models import Origin
from parlour.store.schema import Fact
from parlour.wire import NAME_LIMIT, Person

if TYPE_CHECKING:
    from parlour.imports.report import Report
    from parlour.imports.things import NewPerson
    from parlour.store import Tx


def place_people(tx: Tx, source: str, people: Sequence[NewPerson], report: Report) -> dict[str, Person]:
    """Return who the people are here, by their ids there; who is new gets an account that nobody can sign in to yet."""
    found = known_people(tx, source, [person.id for person in people])
    report.count("people who were here already", len(found))
    for person in people:
        if person.id not in found:
            found[person.id] = _new_person(tx, source, person, report)
    return found


def known_people(tx: Tx, source: str, ids: Collection[str]) -> dict[str, Person]:
    """Return those of them who were imported before; what was exported from this very chat is of the people here."""
    if source == f"parlour:{tx.execute(select(Fact.value).where(Fact.name == 'epoch')).scalar_one()}":
        theirs = select(Account.id, Account.username, Account.role)
        here = tx.execute(theirs.where(Account.id.in_([int(one) for one in ids])))
        return {str(row.id): Person(row.id, row.username, row.role) for row in here}
    known = select(Origin.foreign_id, Account.id, Account.username, Account.role)
    known = known.join(Account, Account.id == Origin.account_id)
    rows = tx.execute(known.where(Origin.source == source, Origin.foreign_id.in_(ids)))
    return {row.foreign_id: Person(row.id, row.username, row.role) for row in rows}


def _new_person(tx: Tx, source: str, person: NewPerson, report: Report) -> Person:
    name = next(free for free in _names(person) if _is_free(tx, free))
    if name != person.name:
        report.note("People who are called otherwise here", f"{person.name} ({person.id}) is {name}")
    values = {"username": name, "name_key": name_key(name), "role": "member", "password": None, "created_at": tx.now}
    made = tx.execute(insert(Account).values(values).returning(Account.id)).scalar_one()
    remember(tx, source, person.id, account=made)
    report.count("people")
    return Person(made, name, "member")


def _names(person: NewPerson) -> Iterator[str]:
    """Yield what somebody may be called, what is nearest to his own name first."""
    plain = _allowed(person.name) or _allowed(plain_name(person.name)) or f"Person {person.id[:20]}"
    yield plain
    for number in count(2):
        tail = f" {number}"
        yield f"{plain[: NAME_LIMIT - len(tail)].rstrip()}{tail}"


def _allowed(name: str) -> str | None:
    try:
        return display_name(name[:NAME_LIMIT].strip())
    except Invalid:
        return None


def plain_name(name: str) -> str:
    """Return a name without what may not be in one."""
    return " ".join("".join(letter if _is_plain(letter) else " " for letter in name).split()).lstrip("@#")


def _is_plain(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LN" or letter in " .-_'"


def _is_free(tx: Tx, name: str) -> bool:
    return tx.execute(select(Account.id).where(Account.name_key == name_key(name))).first() is None


def remember(tx: Tx, source: str, foreign: str, *, account: int | None = None, room: int | None = None) -> None:
    """Note what somebody, or a room, was called where it was exported."""
    mine = (Origin.source == source) & (Origin.foreign_id == foreign)
    tx.execute(delete(Origin).where(mine))  # what it was before is not there any more
    tx.execute(insert(Origin).values(source=source, foreign_id=foreign, account_id=account, room_id=room))
