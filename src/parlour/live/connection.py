"""Coming and going of one connection: who is it, what does it hear, what does it get to know first."""

from __future__ import annotations

from functools import partial
from http.cookies import CookieError, SimpleCookie

from parlour import wire
from parlour.accounts.sessions import session_for
from parlour.errors import Problem, Unauthenticated
from parlour.live.arrival import Arrived, arrive, brought
from parlour.live.desk import Desk
from parlour.live.recovery import write_offset
from parlour.live.seat import Seat
from parlour.sio import Handshake, Refused, Socket, encode_event

COOKIE = "parlour"
SECURE_COOKIE = "__Host-parlour"  # over https no other will do: a neighbouring site could have set it


def token_in(handshake: Handshake, auth: object, *, secure: bool) -> str | None:
    """Return the token a connection shows: in its auth payload, or else in its cookie."""
    if isinstance(auth, dict) and isinstance(auth.get("token"), str):
        return str(auth["token"])
    return cookie_in(handshake, secure=secure)


def cookie_in(handshake: Handshake, *, secure: bool) -> str | None:
    """Return the session token in the handshake's cookie."""
    try:
        cookies = SimpleCookie(handshake.headers.get("cookie", ""))
    except CookieError:
        return None
    found = cookies.get(SECURE_COOKIE if secure else COOKIE)
    return found.value if found else None


async def connect(desk: Desk, socket: Socket, auth: object) -> None:
    """Seat whoever connects, tell him what he missed being told, and let him hear his rooms."""
    try:
        await _seat(desk, socket, auth)
    except Problem as problem:
        raise Refused(problem.text, data=problem.as_dict()) from None


async def _seat(desk: Desk, socket: Socket, auth: object) -> None:
    token = token_in(socket.handshake, auth, secure=desk.settings.secure)
    signed = await desk.store.read(lambda tx: session_for(tx, token)) if token else None
    if token is None or signed is None:
        raise Unauthenticated
    seat = Seat(socket, signed.person, signed.session)
    socket.data = seat
    # From here on a sign-out finds the seat; one that came before shows in the second look.
    desk.hub.take(seat)
    try:
        await _let_in(desk, seat, token, brought(auth))
    except BaseException:
        desk.hub.release(seat)
        raise


async def _let_in(desk: Desk, seat: Seat, token: str, asked: wire.Connect) -> None:
    found = await desk.store.read(lambda tx: arrive(tx, desk.recovery, token, asked))
    if found is None:
        raise Unauthenticated
    offsets: list[str] = []  # a second argument, for those only who know what it is
    if found.pid is not None:
        seat.socket.recoverable(found.pid, partial(desk.hub.offset, seat))
        offsets.append(write_offset(found.positions))
    seat.socket.send(encode_event("ready", ready(desk, found), *offsets))
    for room in found.rooms:
        desk.hub.enter(seat, room.id, found.positions[room.id], room.rev)


def disconnect(desk: Desk, socket: Socket, _: str) -> None:
    """Give up the seat."""
    if isinstance(socket.data, Seat):
        desk.hub.release(socket.data)


def ready(desk: Desk, found: Arrived) -> wire.Ready:
    """Return what a person is told after connecting."""
    rooms = desk.with_online(found.rooms)
    return wire.Ready(found.person, rooms, desk.epoch, desk.version, wire.LIMITS, found.gaps)
