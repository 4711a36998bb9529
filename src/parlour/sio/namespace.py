"""A namespace: its event table, its sockets, its rooms."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import signature
from math import inf
from typing import Any

import msgspec

from parlour.sio.fanout import Channel
from parlour.sio.packets import RESERVED, encode_event
from parlour.sio.server_socket import Socket

log = logging.getLogger("parlour.sio")


class UnknownEvent(LookupError):
    """There is no such event in the table."""


@dataclass(frozen=True, slots=True)
class Event:
    """A row of the event table. `payload`: the type of the one argument; without it the handler gets all as they came.

    `guard(socket)` is asked first and raises to refuse: who may, and how often.
    """

    handler: Callable[..., Any]
    payload: Any = None
    guard: Callable[[Socket], None] | None = None


class Row:
    """An event with its decoder made, or the number of arguments its handler takes."""

    __slots__ = ("decode", "guard", "handler", "least", "most", "payload")

    def __init__(self, event: Event) -> None:
        self.handler = event.handler
        self.guard = event.guard
        self.payload = event.payload
        self.decode = None if event.payload is None else msgspec.json.Decoder(event.payload).decode
        self.least, self.most = (0, inf) if self.decode else _takes(event.handler)

    def check(self, args: list[Any]) -> list[Any]:
        """A wrong number of them is the client's fault."""
        if not self.least <= len(args) <= self.most:
            raise msgspec.ValidationError("Expected another number of arguments")
        return args


def _takes(handler: Callable[..., Any]) -> tuple[int, float]:
    """How many arguments after the socket, at least and at most."""
    try:
        found = signature(handler).parameters.values()
    except ValueError:  # built in, and says nothing
        return 0, inf
    positional = [each for each in found if each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD)]
    least = sum(each.default is each.empty for each in positional)
    most = inf if any(each.kind is each.VAR_POSITIONAL for each in found) else len(positional) - 1
    return max(least - 1, 0), most


class Namespace:
    def __init__(
        self,
        name: str,
        *,
        connect: Callable[[Socket, Any], Any] | None,
        disconnect: Callable[[Socket, str], None] | None,
        events: Mapping[str, Event],
        unknown: Callable[..., Any] | None,
    ) -> None:
        self.name = name
        self.connect = connect
        self.disconnect = disconnect
        self.unknown = Event(unknown) if unknown else None
        self.sockets: dict[str, Socket] = {}
        self._rooms: dict[str, Channel] = {}
        self._rows: dict[bytes, Row] = {}
        for event, row in events.items():
            if event in RESERVED:
                raise ValueError(f"{event!r} is a reserved event name")
            self._rows[msgspec.json.encode(event)] = Row(row)

    def row(self, name: bytes) -> Row | None:
        """Look up by the name's JSON; how a client escapes it makes no difference."""
        row = self._rows.get(name)
        if row is None and b"\\" in name:
            row = self._rows.get(msgspec.json.encode(msgspec.json.decode(name)))
        return row

    # Rooms: channels by name, numbered by themselves

    def emit(self, event: str, *args: object, to: str | None = None) -> None:
        """Emit to a room, or to everyone."""
        packet = encode_event(event, *args, namespace=self.name)
        if to is None:
            for socket in list(self.sockets.values()):
                socket.send(packet)
        elif room := self._rooms.get(to):
            room.publish(room.head + 1, packet)

    def join(self, socket: Socket, name: str) -> None:
        if name not in socket.rooms and not socket.gone:
            socket.rooms.add(name)
            self._rooms.setdefault(name, Channel()).add(socket)

    def leave(self, socket: Socket, name: str) -> None:
        if name in socket.rooms:
            socket.rooms.discard(name)
            room = self._rooms[name]
            room.discard(socket)
            if not room:
                del self._rooms[name]

    def drop(self, socket: Socket, reason: str) -> None:
        """A socket's end, told to the application once, and only if its connect handler had come to its own."""
        connected = socket.connected
        for room in list(socket.rooms):
            self.leave(socket, room)
        socket.end()
        self.sockets.pop(socket.sid, None)
        if connected:
            self.tell_end(socket, reason)

    def tell_end(self, socket: Socket, reason: str) -> None:
        try:
            if self.disconnect is not None:
                self.disconnect(socket, reason)
        except Exception:
            log.exception("a disconnect handler failed")
