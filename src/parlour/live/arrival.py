"""What a connection brings along, and where in each room it goes on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from parlour import wire
from parlour.accounts.sessions import Signed, sessions_for
from parlour.errors import invalid_input
from parlour.live.own import NOTHING, Own, own_of_each
from parlour.live.recovery import ROOMS_LIMIT, Recovery
from parlour.messages.reads import gaps_in, goes_on
from parlour.rooms.reads import joined_revs, rooms_of_each
from parlour.store import Tx


class Arrived(NamedTuple):
    """Who is let in; `positions` says up to which rev he holds each of his rooms, `gaps` where he cannot go on.

    `pid` is for clients that know Socket.IO's state recovery; the one they brought, when it is granted.
    """

    signed: Signed
    rooms: list[wire.Room]
    positions: dict[int, int]
    gaps: list[wire.CaughtUp]
    pid: str | None
    own: Own = NOTHING


def brought(auth: object) -> wire.Connect:
    """Read what is in the `auth` payload beside the token; raise `Invalid` when it is not what it should be."""
    told = {name: value for name, value in auth.items() if name != "token"} if isinstance(auth, dict) else auth
    try:
        return msgspec.convert(told, wire.Connect, str_keys=True)
    except msgspec.ValidationError as error:
        raise invalid_input(str(error)) from None


def arrive(tx: Tx, recovery: Recovery, asks: Sequence[tuple[str, wire.Connect]]) -> list[Arrived | None]:
    """Look who holds each token now, which rooms are his, and what he missed of them; None: he is out."""
    signed = sessions_for(tx, {token for token, _ in asks})
    people = {found.person.id for found in signed.values()}
    rooms, own = rooms_of_each(tx, people), own_of_each(tx, people)
    found = [(signed.get(token), brings) for token, brings in asks]
    arrived = [_arrived(tx, recovery, who, rooms[who.person.id], brings) if who else None for who, brings in found]
    return [one and one._replace(own=own[one.signed.person.id]) for one in arrived]


def _arrived(tx: Tx, recovery: Recovery, signed: Signed, rooms: list[wire.Room], asked: wire.Connect) -> Arrived:
    pid = None
    if (asked.recover or asked.pid) and len(rooms) <= ROOMS_LIMIT:
        positions = _recovered(tx, signed.person, rooms, recovery.stands(asked.pid, asked.offset, signed.session))
        if positions is not None:
            return Arrived(signed, rooms, positions, [], asked.pid)
        pid = recovery.new_pid(signed.session)
    held = asked.rooms or {}
    rewound = bool(held) and asked.epoch != recovery.epoch
    positions = {room.id: _position(room, held, rewound=rewound) for room in rooms}
    return Arrived(signed, rooms, positions, gaps_in(tx, rooms, held, rewound=rewound), pid)


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
