"""When to ping and when to give up, on a monotonic clock in milliseconds; no timer and no socket in sight."""


class Heartbeat:
    """The server pings, the client answers. Expiry is a matter of the clock: a request may ask, as the timer does."""

    __slots__ = ("_interval", "_timeout", "awaiting", "due")

    def __init__(self, interval: int, timeout: int, now: float) -> None:
        self._interval = interval
        self._timeout = timeout
        self.awaiting = False
        self.due = now + interval

    def ping(self, now: float) -> bool:
        """Tell whether to send a ping now, and count its time from when it was due."""
        if self.awaiting or now < self.due:
            return False
        # A loop that was held up must not take the time off the client; a timer's own jitter may.
        late = now - self.due
        self.awaiting = True
        self.due = (now if late > 100 else self.due) + self._timeout
        return True

    def expired(self, now: float) -> bool:
        return self.awaiting and now >= self.due

    def pong(self, now: float) -> None:
        """A pong nobody asked for changes nothing."""
        if self.awaiting:
            self.awaiting = False
            self.due = now + self._interval

    def excuse(self, now: float) -> None:
        """Start the wait for the pong anew: we did not read for a while, so it may lie before us."""
        if self.awaiting:
            self.due = now + self._timeout
