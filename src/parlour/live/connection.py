"""Coming and going of one connection: what it shows, and what becomes of its seat."""

from __future__ import annotations

import asyncio
from http.cookies import CookieError, SimpleCookie

from parlour.errors import Problem, Unauthenticated
from parlour.live.arrival import brought
from parlour.live.desk import Desk
from parlour.live.reception import Reception, refused
from parlour.live.seat import Seat
from parlour.sio import Handshake, Socket

COOKIE = "parlour"
SECURE_COOKIE = "__Host-parlour"  # over https no other will do: a neighbouring site could have set it


def token_in(handshake: Handshake, auth: object, *, secure: bool) -> str | None:
    """Return the token a connection shows: in its auth payload, or else in its cookie."""
    if isinstance(auth, dict) and isinstance(auth.get("token"), str):
        return str(auth["token"])
    return cookie_in(handshake, secure=secure)


def cookie_in(handshake: Handshake, *, secure: bool) -> str | None:
    """Return the session token in the handshake's cookie."""
    header = handshake.headers.get("cookie")
    if not header:
        return None
    try:
        cookies = SimpleCookie(header)
    except CookieError:
        return None
    found = cookies.get(SECURE_COOKIE if secure else COOKIE)
    return found.value if found else None


def connect(desk: Desk, reception: Reception, socket: Socket, auth: object) -> asyncio.Future[None]:
    """Seat whoever connects, tell him what he missed being told, and let him hear his rooms."""
    token = token_in(socket.handshake, auth, secure=desk.settings.secure)
    try:
        if token is None:
            raise Unauthenticated
        return reception.ask(socket, token, brought(auth))
    except Problem as problem:
        raise refused(problem) from None


def disconnect(desk: Desk, socket: Socket, _: str) -> None:
    """Give up the seat."""
    if isinstance(socket.data, Seat):
        desk.hub.release(socket.data)
