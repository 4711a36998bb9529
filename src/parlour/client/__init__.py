"""Parlour for programs: a client that loses nothing, over disconnects, restarts and retries. See docs/bots.md."""

from parlour.client.chat import Client
from parlour.client.line import Refused
from parlour.client.sequence import Change, Closed, Hole, Opened, Reset
from parlour.client.stream import Position
from parlour.wire import PollChanged, ReactionChanged, RepliesChanged

__all__ = [
    "Change",
    "Client",
    "Closed",
    "Hole",
    "Opened",
    "PollChanged",
    "Position",
    "ReactionChanged",
    "Refused",
    "RepliesChanged",
    "Reset",
]
