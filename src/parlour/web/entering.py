"""Coming in for the first time: as a guest, or with a new account.

The rules of the house come before the transaction, and so does hashing.
"""

from __future__ import annotations

from typing import NamedTuple

import structlog

from parlour.accounts.actions import check_name, enter_as_guest, register
from parlour.accounts.passwords import checked_password, hashed
from parlour.accounts.sessions import open_session
from parlour.errors import CodeNeeded, GuestsOff, SignupClosed
from parlour.store import Tx
from parlour.web.site import caller, guessing, read, site, visit, write
from parlour.web.wish import Wish, enter_room, room_at
from parlour.wire import Person

log = structlog.get_logger("parlour.accounts")


class Entered(NamedTuple):
    """Who came in, his token, and the room he came into, if any."""

    person: Person
    token: str
    room: int | None = None


def as_guest(username: str, wish: Wish) -> Entered:
    """Come in with nothing but a name."""
    if not site().settings.guests:
        raise GuestsOff
    _check_invitation(username, wish)
    site().throttle.hit("guest", caller())
    here = visit()

    def act(tx: Tx) -> Entered:
        person = enter_as_guest(tx, username)
        return Entered(person, open_session(tx, person, here), enter_room(tx, person, wish))

    with guessing():
        return noted("guest_entered", write(act))


def as_member(username: str, password: str, wish: Wish) -> Entered:
    """Come in with a new account."""
    if site().settings.signup == "closed":
        raise SignupClosed
    name = _check_invitation(username, wish)
    plain = checked_password(password, name)
    site().throttle.hit("register", caller())
    password_hash, here = hashed(plain), visit()

    def act(tx: Tx) -> Entered:
        person = register(tx, username, password_hash)
        return Entered(person, open_session(tx, person, here), enter_room(tx, person, wish))

    return noted("registered", write(act))


def noted(event: str, entered: Entered) -> Entered:
    """Write down that somebody came in."""
    log.info(event, account=entered.person.id, address=caller())
    return entered


def _check_invitation(username: str, wish: Wish) -> str:
    """Refuse early, before anything that costs; return the name as it will be shown."""
    name = read(lambda tx: check_name(tx, username))
    if wish.code is not None:
        room_at(wish.code)
    elif site().settings.signup == "invite":
        raise CodeNeeded(field="code")
    return name
