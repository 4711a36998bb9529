"""What a connection brings along, and where in each room it goes on."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from parlour import wire
from parlour.accounts.sessions import session_for
from parlour.errors import invalid_input
from parlour.live.recovery import ROOMS_LIMIT, Recovery
from parlour.messages.reads import gaps_in, goes_on
from parlour.rooms.reads import joined_revs, rooms_of
from parlour.sio import Refused
from parlour.store import Tx


class Arrived(NamedTuple):
    """Who is let in; `positions` says up to which rev he holds each of his rooms, `gaps` where he cannot go on.

    `pid` is for clients that know Socket.IO's state recovery; the one they brought, when it is granted.
    """

    person: wire.Person
    rooms: list[wire.Room]
    positions: dict[int, int]
    gaps: list[wire.CaughtUp]
    pid: str | None


def brought(auth: object) -> wire.Connect:
    """Read the `auth` payload of somebody who is known; raise `Refused` when it is not what it should be."""
    try:
        return msgspec.convert(auth, wire.Connect, str_keys=True)
    except msgspec.ValidationError as error:
        problem = invalid_input(str(error))
        raise Refused(problem.text, data=problem.as_dict()) from None


def arrive(tx: Tx, recovery: Recovery, token: str, asked: wire.Connect) -> Arrived | None:
    """Look who holds the token now, which rooms are his, and what he missed of them; None: he is out."""
    signed = session_for(tx, token)
    if signed is None:
        return None
    person, rooms = signed.person, rooms_of(tx, signed.person)
    pid = None
    if (asked.recover or asked.pid) and len(rooms) <= ROOMS_LIMIT:
        positions = _recovered(tx, person, rooms, recovery.stands(asked.pid, asked.offset, signed.session))
        if positions is not None:
            return Arrived(person, rooms, positions, [], asked.pid)
        pid = recovery.new_pid(signed.session)
    held = asked.rooms or {}
    rewound = bool(held) and asked.epoch != recovery.epoch
    positions = {room.id: _position(room, held, rewound=rewound) for room in rooms}
    return Arrived(person, rooms, positions, gaps_in(tx, rooms, held, rewound=rewound), pid)


def _recovered(
    tx: Tx, person: wire.Person, rooms: list[wire.Room], stands: dict[int, int] | None
) -> dict[int, int] | None:
    """Where to go on in every room; None when that cannot be in one of them: state is recovered whole or not at all."""
    if stands is None:
        return None
    if any(room.id not in stands for room in rooms):
        stands = joined_revs(tx, person) | stands  # entered after the last event that reached the client
    whole = all(goes_on(room.rev, stands[room.id], rewound=False) for room in rooms)
    return {room.id: stands[room.id] for room in rooms} if whole else None


def _position(room: wire.Room, held: dict[int, int], *, rewound: bool) -> int:
    rev = held.get(room.id, room.rev)
    return rev if goes_on(room.rev, rev, rewound=rewound) else room.rev
