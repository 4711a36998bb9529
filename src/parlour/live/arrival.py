"""What a connection brings along, and where in each room it goes on."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from parlour import wire
from parlour.accounts.sessions import session_for
from parlour.errors import invalid_input
from parlour.messages.reads import gaps_in, goes_on
from parlour.rooms.reads import rooms_of
from parlour.sio import Refused
from parlour.store import Tx


class Arrived(NamedTuple):
    """Who is let in; `positions` says up to which rev he holds each of his rooms, `gaps` where he cannot go on."""

    person: wire.Person
    rooms: list[wire.Room]
    positions: dict[int, int]
    gaps: list[wire.CaughtUp]


def brought(auth: object) -> wire.Connect:
    """Read the `auth` payload of somebody who is known; raise `Refused` when it is not what it should be."""
    try:
        return msgspec.convert(auth, wire.Connect, str_keys=True)
    except msgspec.ValidationError as error:
        problem = invalid_input(str(error))
        raise Refused(problem.text, data=problem.as_dict()) from None


def arrive(tx: Tx, token: str, asked: wire.Connect, epoch: str) -> Arrived | None:
    """Look who holds the token now, which rooms are his, and what he missed of those he named; None: he is out."""
    signed = session_for(tx, token)
    if signed is None:
        return None
    rooms, held = rooms_of(tx, signed.person), asked.rooms or {}
    rewound = bool(held) and asked.epoch != epoch
    positions = {room.id: _position(room, held, rewound=rewound) for room in rooms}
    return Arrived(signed.person, rooms, positions, gaps_in(tx, rooms, held, rewound=rewound))


def _position(room: wire.Room, held: dict[int, int], *, rewound: bool) -> int:
    rev = held.get(room.id, room.rev)
    return rev if goes_on(room.rev, rev, rewound=rewound) else room.rev
