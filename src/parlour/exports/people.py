"""What one person may take along of himself: everything that is kept about him, and all he has said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

from sqlalchemy import select

from parlour import __version__, clock
from parlour.accounts.models import Account
from parlour.exports.own import own_rows, own_tables, said_by
from parlour.exports.zips import Zip
from parlour.people.profiles import card_of
from parlour.rooms.reads import rooms_of
from parlour.wire import Person, encode

if TYPE_CHECKING:
    from parlour.exports.source import Read
    from parlour.store import Tx

FORMAT = "parlour-person"
VERSION = 1


def export_person(read: Read, actor: Person) -> Iterator[bytes]:
    """Yield the zip of what is kept about a person, piece by piece. Of others it has no more than their ids."""
    made = Zip()
    with made.member("person.json") as file:
        for _ in _write(file, read, actor):
            yield made.taken()
    yield made.finish()


def _write(file: IO[bytes], read: Read, actor: Person) -> Iterator[None]:
    """Write it as one JSON document; yield now and then."""
    file.write(encode(read(lambda tx: _about(tx, actor)))[:-1] + b',"kept":{')
    for number, table in enumerate(own_tables()):
        file.write((b",\n" if number else b"\n") + encode(str(table.name)) + b":[")
        for rows in own_rows(read, table, actor):
            file.write(rows)
            yield
        file.write(b"]")
    file.write(b'\n},"messages":[')
    before = b"\n"
    for messages in said_by(read, actor):
        if messages:
            file.write(before + messages)
            before = b",\n"
        yield
    file.write(b"\n]}\n")


def _about(tx: Tx, actor: Person) -> dict[str, object]:
    created = tx.execute(select(Account.created_at).where(Account.id == actor.id)).scalar_one()
    return {
        "format": FORMAT,
        "version": VERSION,
        "by": f"Parlour {__version__}",
        "made": clock.rfc3339(tx.now),
        "person": actor,
        "created": clock.rfc3339(created),
        "profile": card_of(tx, actor, actor.id),
        "rooms": rooms_of(tx, actor),
    }
