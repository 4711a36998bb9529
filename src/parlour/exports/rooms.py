"""One room as files of an export: `room.json`, all of it for programs, and pages for people to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
from sqlalchemy import select

from parlour import __version__, clock, wire
from parlour.accounts.models import Account
from parlour.exports.reading import write_pages
from parlour.exports.source import Source
from parlour.exports.zips import Zip
from parlour.wire import Person, encode

FORMAT = "parlour-room"
VERSION = 1
ACCOUNTS = 500  # looked up at once


class Head(msgspec.Struct):
    """The first line of room.json: what it is, of which chat (`origin`), up to which change of the room it tells."""

    format: str
    version: int
    by: str
    made: str
    origin: str
    rev: int
    room: wire.Room


def export_room(source: Source) -> Iterator[bytes]:
    """Yield the zip of one room, piece by piece."""
    made = Zip()
    for _ in write_room(made, source, ""):
        yield made.taken()
    yield made.finish()


def write_room(made: Zip, source: Source, folder: str) -> Iterator[int]:
    """Write the files of a room into a folder of a zip; yield now and then how many messages were done."""
    yield from _write_json(made, source, f"{folder}room.json")
    yield from write_pages(made, source, folder)


def _write_json(made: Zip, source: Source, name: str) -> Iterator[int]:
    """One JSON document, laid out in lines: its head, each message, each person; it can be read line by line."""
    people = {person.id for person in source.members()}
    made_at = clock.rfc3339(clock.now())
    head = Head(FORMAT, VERSION, f"Parlour {__version__}", made_at, source.origin, source.head, source.room)
    with made.member(name) as file:
        file.write(encode(head)[:-1] + b',"messages":[')
        before = b"\n"
        for page in source.pages():
            file.write(before + b",\n".join(map(encode, page)))
            before = b",\n"
            people.update(_named_in(page))
            yield len(page)
        file.write(b'\n],"people":[\n' + b",\n".join(map(encode, _people(source, sorted(people)))) + b"\n]}\n")


def _named_in(page: Iterable[wire.Message]) -> Iterator[int]:
    for message in page:
        yield message.user_id
        for reaction in message.reactions:
            yield from reaction.users


def _people(source: Source, accounts: list[int]) -> Iterator[Person]:
    for start in range(0, len(accounts), ACCOUNTS):
        some = accounts[start : start + ACCOUNTS]
        asked = select(Account.id, Account.username, Account.role).where(Account.id.in_(some)).order_by(Account.id)
        for row in source.read(lambda tx, asked=asked: tx.execute(asked).all()):  # type: ignore[misc]
            yield Person(row.id, row.username, row.role)
