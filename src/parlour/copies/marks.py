"""The marks of a move: what has moved away, or has not quite arrived, must not be started by mistake."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, update

from parlour.copies.progress import Refused
from parlour.copies.tables import fact_of
from parlour.security import new_token
from parlour.store.schema import Fact

MOVED_TO = "moved_to"
ARRIVING = "arriving"
EPOCH = "epoch"
LIMIT = 200  # characters of a fact


def check_marks(connection: Connection, *, anyway: bool = False) -> None:
    """Raise `Refused` when this is no place to start a server; what moved away may be, `anyway`."""
    if origin := mark_of(connection, ARRIVING):
        raise Refused(f"the move of {origin} to here was not finished: run `parlour move` again")
    if not anyway and (away := mark_of(connection, MOVED_TO)):
        raise Refused(f"this chat was moved to {away}; to start it here all the same, as another chat: --anyway")


def take_new_life(connection: Connection) -> None:
    """Make what moved away a chat of its own."""
    if mark_of(connection, MOVED_TO):
        unmark(connection, MOVED_TO)
        set_epoch(connection, new_token()[:16])


def mark_of(connection: Connection, name: str) -> str | None:
    """Return the name of the other end of a move."""
    return fact_of(connection, name)


def mark(connection: Connection, name: str, other: str) -> None:
    """Note the other end of a move."""
    unmark(connection, name)
    connection.execute(insert(Fact).values(name=name, value=other[:LIMIT]))


def unmark(connection: Connection, name: str) -> None:
    connection.execute(delete(Fact).where(Fact.name == name))


def set_epoch(connection: Connection, epoch: str) -> None:
    connection.execute(update(Fact).where(Fact.name == EPOCH).values(value=epoch))
