"""Engine.IO v4 and Socket.IO v5 on asyncio; knows nothing of chat and can be used alone (docs/engine.md)."""

from parlour.sio.engine import Engine
from parlour.sio.fanout import Channel
from parlour.sio.handshake import Handshake, Headers, Refused
from parlour.sio.namespace import Event, Namespace, UnknownEvent
from parlour.sio.options import Options
from parlour.sio.packets import Packet, encode_event
from parlour.sio.server import Server
from parlour.sio.server_socket import Socket

__all__ = [
    "Channel",
    "Engine",
    "Event",
    "Handshake",
    "Headers",
    "Namespace",
    "Options",
    "Packet",
    "Refused",
    "Server",
    "Socket",
    "UnknownEvent",
    "encode_event",
]
