"""Socket.IO packets (protocol version 5) to and from bytes; no socket in sight.

https://github.com/socketio/socket.io/blob/main/docs/socket.io-protocol/v5-current.md
"""

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from parlour.sio.frames import binary_frame, text_frame
from parlour.sio.options import Options

CONNECT, DISCONNECT, EVENT, ACK, CONNECT_ERROR, BINARY_EVENT, BINARY_ACK = range(7)
RESERVED: Final = frozenset(
    {"connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"}
)
_HEAD = re.compile(rb"4([0-6])(?:(\d{1,7})-)?(?:(/[^,]{0,255})(?:,|\Z))?(\d{1,16})?(?=[^\d]|\Z)", re.DOTALL)
_PLAIN = frozenset({str, int, float, bool, type(None)})
_encode = msgspec.json.Encoder().encode


class Malformed(ValueError):
    """The protocol is broken: the connection cannot go on."""


class Packet:
    """One message to a client, as both transports want it; the WebSocket frame is built once, when first asked for."""

    __slots__ = ("_frame", "attachments", "text")

    def __init__(self, text: bytes | None, attachments: Sequence[bytes] = ()) -> None:
        self.text = text
        self.attachments = attachments
        self._frame: bytes | None = None

    @property
    def frame(self) -> bytes:
        if self._frame is None:
            head = b"" if self.text is None else text_frame(self.text)
            self._frame = head + b"".join(map(binary_frame, self.attachments)) if self.attachments else head
        return self._frame

    def parts(self) -> list[bytes]:
        """The same for long-polling: binary as base64."""
        head = [] if self.text is None else [self.text]
        return head + [b"b" + b64encode(data) for data in self.attachments] if self.attachments else head

    def __len__(self) -> int:
        size = len(self.text or b"")
        return size + sum(map(len, self.attachments)) if self.attachments else size


@dataclass(slots=True)
class Received:
    """A packet from a client; `body` is its JSON, not yet decoded."""

    kind: int
    namespace: str
    id: bytes | None
    body: bytes
    missing: int = 0
    attachments: list[bytes] = field(default_factory=list)


def encode_open(sid: str, upgrades: list[str], options: Options) -> Packet:
    """The Engine.IO handshake."""
    told = {
        "sid": sid,
        "upgrades": upgrades,
        "pingInterval": options.ping_interval,
        "pingTimeout": options.ping_timeout,
        "maxPayload": options.max_payload,
    }
    return Packet(b"0" + _encode(told))


def encode_event(event: str, *args: object, namespace: str = "/") -> Packet:
    if event in RESERVED:
        raise ValueError(f"{event!r} is a reserved event name")
    return _packet(EVENT, namespace, b"", [event, *args])


def encode_ack(id: bytes, args: Sequence[object], namespace: str = "/") -> Packet:  # noqa: A002 (the protocol's word)
    return _packet(ACK, namespace, id, list(args))


def encode_connect(sid: str, namespace: str, pid: str | None = None) -> Packet:
    body = {"sid": sid} if pid is None else {"sid": sid, "pid": pid}
    return Packet(b"40" + _prefix(namespace) + _encode(body))


def encode_disconnect(namespace: str) -> Packet:
    return Packet(b"41" + _prefix(namespace))


def encode_connect_error(namespace: str, message: str, data: object = None) -> Packet:
    body = {"message": message} if data is None else {"message": message, "data": data}
    return Packet(b"44" + _prefix(namespace) + _encode(body))


def with_offset(packet: Packet, offset: str) -> Packet:
    """An event with one more argument at its end: where the client stands when it has it (state recovery)."""
    text = packet.text or b"[]"
    return Packet(b"%b,%b]" % (text[:-1], _encode(offset)), packet.attachments)


def _packet(kind: int, namespace: str, id: bytes, args: list[Any]) -> Packet:  # noqa: A002
    if not _has_bytes(args):
        return Packet(b"4%d%b%b%b" % (kind, _prefix(namespace), id, _encode(args)))
    attachments: list[bytes] = []
    body = _encode(_take_bytes(args, attachments))
    kind += BINARY_EVENT - EVENT
    return Packet(b"4%d%d-%b%b%b" % (kind, len(attachments), _prefix(namespace), id, body), attachments)


def _prefix(namespace: str) -> bytes:
    return b"" if namespace == "/" else namespace.encode() + b","


def _has_bytes(value: object) -> bool:
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list | tuple):
        return isinstance(value, bytes | bytearray | memoryview)
    return any(type(each) not in _PLAIN and _has_bytes(each) for each in value)


def _take_bytes(value: object, attachments: list[bytes]) -> object:
    if isinstance(value, bytes | bytearray | memoryview):
        attachments.append(bytes(value))
        return {"_placeholder": True, "num": len(attachments) - 1}
    if isinstance(value, dict):
        return {key: _take_bytes(each, attachments) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_take_bytes(each, attachments) for each in value]
    return value


def decode(text: bytes, max_attachments: int) -> Received:
    """Read the head of a packet. Raises Malformed."""
    match = _HEAD.match(text)
    if match is None:
        raise Malformed("unknown packet")
    kind, count, path, number = match.groups()
    packet = Received(int(kind), _namespace(path), number, text[match.end() :])
    if (count is not None) != (packet.kind >= BINARY_EVENT):
        raise Malformed("attachments where there are none, or none where there are")
    packet.missing = int(count or 0)
    if packet.missing > max_attachments:
        raise Malformed("too many attachments")
    _check(packet)
    return packet


def _namespace(path: bytes | None) -> str:
    """A query after the name, as some older clients send it, is not part of it."""
    return path.decode().partition("?")[0] if path else "/"


def _check(packet: Received) -> None:
    body = packet.body
    if packet.kind in (EVENT, BINARY_EVENT, ACK, BINARY_ACK):
        fine = body[:1] == b"[" and (packet.id is not None or packet.kind in (EVENT, BINARY_EVENT))
    elif packet.kind == CONNECT:
        fine = packet.id is None and body[:1] in (b"", b"{")
    else:
        fine = packet.kind == DISCONNECT and packet.id is None and not body
    if not fine:
        raise Malformed("not what a packet of this kind holds")


def put_back(value: object, attachments: Sequence[bytes]) -> object:
    """Replace placeholders by what they stand for. Raises Malformed when one stands for nothing."""
    if isinstance(value, dict):
        if value.get("_placeholder") is True:
            number = value.get("num")
            if type(number) is not int or not 0 <= number < len(attachments):
                raise Malformed("a placeholder for nothing")
            return attachments[number]
        return {key: put_back(each, attachments) for key, each in value.items()}
    if isinstance(value, list):
        return [put_back(each, attachments) for each in value]
    return value
