"""What people have planned for later."""

from __future__ import annotations

from msgspec import Struct

from parlour.wire.limits import Id, Key


class Scheduled(Struct, frozen=True, omit_defaults=True):
    """A message that goes out `at` its time (RFC 3339 UTC); `problem`: it could not, and this is why."""

    id: int
    room: int
    key: str
    message: str
    at: str
    reply_to: int | None = None
    problem: str | None = None


class Reminder(Struct, frozen=True, omit_defaults=True):
    """Of a `text`, or of the message at `room` and `seq`: then `message` is how it begins. `rang`: it wants to be seen.

    Where its person is not in the room any more, nothing is said of the message.
    """

    id: int
    at: str
    text: str = ""
    room: int | None = None
    seq: int | None = None
    username: str = ""
    message: str = ""
    rang: bool = False


class Due(Struct, frozen=True, omit_defaults=True):
    """What wants attention: reminders that rang, scheduled messages that could not be sent; the last 20 of each."""

    reminders: list[Reminder] = []
    unsent: list[Scheduled] = []


class ScheduleMessage(Struct, frozen=True):
    """As `send_message`, to be posted `at` a time (RFC 3339), with this key."""

    room: Id
    key: Key
    message: str
    at: str
    reply_to: Id | None = None


class Remind(Struct, frozen=True):
    """`text`, or `room` and `seq` of a message, or both."""

    at: str
    text: str = ""
    room: Id | None = None
    seq: Id | None = None


class WillSend(Struct, frozen=True, kw_only=True):
    """The answer of `schedule_message`."""

    ok: bool = True
    scheduled: Scheduled


class WillRemind(Struct, frozen=True, kw_only=True):
    """The answer of `remind`."""

    ok: bool = True
    reminder: Reminder
