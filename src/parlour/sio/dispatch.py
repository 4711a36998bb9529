"""From a packet to its handler and back as an ack. Handlers run at once, in order; only what they await is a task."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Coroutine
from inspect import isawaitable
from typing import Any, cast

import msgspec

from parlour.sio.namespace import Row, UnknownEvent
from parlour.sio.nesting import too_deep
from parlour.sio.packets import RESERVED, Malformed, Received, encode_ack, put_back
from parlour.sio.server_socket import Socket

log = logging.getLogger("parlour.sio")
OnError = Callable[[Socket, str, Exception], object]
_items = msgspec.json.Decoder(list[msgspec.Raw]).decode
_NAME = re.compile(rb'\[\s*("[^"\\]*")\s*[,\]]')


class TooDeep(msgspec.DecodeError):
    """JSON nested deeper than is taken."""


def default_on_error(socket: Socket, event: str, error: Exception) -> object:
    """Say what was wrong with what the client sent, and nothing of what is wrong with us."""
    if isinstance(error, UnknownEvent | msgspec.DecodeError):
        return {"error": str(error)}
    log.error("%s failed", event, exc_info=error)
    return {"error": "internal error"}


class Dispatch:
    """What one client asked for and has not been answered yet is counted in `running`."""

    __slots__ = ("_max_depth", "_on_error", "_settled", "running", "tasks")

    def __init__(self, on_error: OnError, max_depth: int, settled: Callable[[], None], tasks: set[Any]) -> None:
        self._on_error = on_error
        self._max_depth = max_depth
        self._settled = settled
        self.running = 0
        self.tasks = tasks

    def event(self, socket: Socket, packet: Received) -> None:
        """Raises Malformed when the packet is not an event at all; everything else is an answer."""
        name = b""
        try:
            if too_deep(packet.body, self._max_depth):
                raise TooDeep(f"nested deeper than {self._max_depth}")
            items = _split(packet.body)
            name = bytes(items[0])
            result = self._call(socket, packet, name, items)
        except Malformed:
            raise
        except Exception as error:  # noqa: BLE001 (told by on_error)
            return self._answer(socket, packet, self._error(socket, name or _name(packet.body), error))
        if isawaitable(result):
            return self._wait(socket, packet, name, result)
        return self._answer(socket, packet, result)

    def _call(self, socket: Socket, packet: Received, name: bytes, items: list[msgspec.Raw]) -> object:
        namespace = socket.namespace
        row = namespace.row(name)
        if row is None:
            event = _event_name(name)
            if namespace.unknown is None:
                raise UnknownEvent(f"there is no event {event[:64]!r}")
            return namespace.unknown.handler(socket, event, *_arguments(items, packet))
        if row.guard is not None:
            row.guard(socket)
        if row.decode is None:
            return row.handler(socket, *row.check(_arguments(items, packet)))
        return row.handler(socket, _payload(row, items, packet))

    # Answering

    def _wait(self, socket: Socket, packet: Received, name: bytes, result: Awaitable[object]) -> None:
        self.running += 1
        if isinstance(result, asyncio.Future):
            result.add_done_callback(lambda done: self._done(socket, packet, name, done))
            return
        # The ack is sent by the task itself, so that it leaves with what the handler did last.
        task = asyncio.ensure_future(self._run(socket, packet, name, cast(Coroutine[Any, Any, object], result)))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _run(self, socket: Socket, packet: Received, name: bytes, result: Coroutine[Any, Any, object]) -> None:
        try:
            answer = await result
        except Exception as error:  # noqa: BLE001 (told by on_error)
            answer = self._error(socket, name, error)
        finally:
            self.running -= 1
        self._answer(socket, packet, answer)
        self._settled()

    def _done(self, socket: Socket, packet: Received, name: bytes, done: "asyncio.Future[object]") -> None:
        self.running -= 1
        if not done.cancelled():
            error = done.exception()
            if isinstance(error, Exception):
                self._answer(socket, packet, self._error(socket, name, error))
            elif error is None:
                self._answer(socket, packet, done.result())
        self._settled()

    def _answer(self, socket: Socket, packet: Received, result: object) -> None:
        """Send the ack, if one was asked for. A tuple is several arguments, None is none."""
        if packet.id is None or not socket.connected:
            return
        args = result if isinstance(result, tuple) else () if result is None else (result,)
        try:
            ack = encode_ack(packet.id, args, packet.namespace)
        except Exception:
            log.exception("an ack could not be encoded")
            ack = encode_ack(packet.id, ({"error": "internal error"},), packet.namespace)
        socket.session.send(ack)

    def _error(self, socket: Socket, name: bytes, error: Exception) -> object:
        try:
            return self._on_error(socket, name.strip(b'"').decode(errors="replace"), error)
        except Exception:
            log.exception("on_error failed")
            return {"error": "internal error"}


def _split(body: bytes) -> list[msgspec.Raw]:
    items = _items(body)
    if not items or bytes(items[0])[:1] != b'"':
        raise Malformed("an event without a name")
    return items


def _name(body: bytes) -> bytes:
    """The name of an event whose JSON is broken further on. Without one it is no event."""
    match = _NAME.match(body)
    if match is None:
        raise Malformed("an event without a name")
    return match[1]


def _event_name(name: bytes) -> str:
    event: str = msgspec.json.decode(name, type=str)
    if event in RESERVED:
        raise Malformed("a reserved event name")
    return event


def _arguments(items: list[msgspec.Raw], packet: Received) -> list[Any]:
    args = [msgspec.json.decode(item) for item in items[1:]]
    return [put_back(arg, packet.attachments) for arg in args] if packet.attachments else args


def _payload(row: Row, items: list[msgspec.Raw], packet: Received) -> object:
    if len(items) != 2:
        raise msgspec.ValidationError("Expected exactly one argument")
    if packet.attachments:
        return msgspec.convert(_arguments(items, packet)[0], type=row.payload)
    return row.decode(items[1]) if row.decode else None
