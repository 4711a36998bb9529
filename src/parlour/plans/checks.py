"""What may be planned: when, and in which words."""

from __future__ import annotations

from parlour.clock import DAY, moment
from parlour.errors import Invalid
from parlour.text import checked_body
from parlour.wire import REMINDER_LIMIT

AHEAD = 366 * DAY


def checked_moment(text: str) -> int:
    """Return a time as RFC 3339 writes it as milliseconds; raise `Invalid`. Costs no transaction."""
    try:
        return moment(text)
    except ValueError:
        raise Invalid("Expected a time such as 2026-11-21T18:00:00Z.", field="at") from None


def checked_words(text: str) -> str:
    """Return what a reminder says, which may be nothing; raise `Invalid`."""
    return checked_body(text, REMINDER_LIMIT, "text").strip() if text.strip() else ""


def check_time(now: int, at: int) -> None:
    """Raise `Invalid` for what is over already, or too far ahead."""
    if at <= now:
        raise Invalid("Choose a time that is still to come.", field="at")
    if at > now + AHEAD:
        raise Invalid("At most a year ahead, please.", field="at")
