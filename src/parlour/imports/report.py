"""What became of an import, for whoever ran it: how much of what, and what could not be brought along."""

from __future__ import annotations

from collections import Counter

NOTES_LIMIT = 1_000  # of a kind


class Report:
    """Counts, and notes on single things."""

    def __init__(self) -> None:
        self._done: Counter[str] = Counter()
        self._left: Counter[str] = Counter()
        self._notes: dict[str, list[str]] = {}

    def count(self, what: str, many: int = 1) -> None:
        """Note that something was brought along."""
        self._done[what] += many

    def leave(self, what: str, many: int = 1) -> None:
        """Note that something could not be brought along, or not as it was."""
        self._left[what] += many

    def note(self, title: str, text: str) -> None:
        """Note something about one person or room."""
        notes = self._notes.setdefault(title, [])
        if len(notes) < NOTES_LIMIT:
            notes.append(text)

    def done(self, what: str) -> int:
        """Return how many of something were brought along."""
        return self._done[what]

    def left(self, what: str) -> int:
        """Return how many of something were not."""
        return self._left[what]

    def lines(self) -> list[str]:
        """Return it as text."""
        found = [f"{count:,} {what}" for what, count in self._done.items() if count]
        if self._left:
            found += ["", "Not brought along, or not as it was:"]
            found += [f"  {count:,} {what}" for what, count in self._left.items()]
        for title, notes in self._notes.items():
            found += ["", f"{title}:", *(f"  {note}" for note in notes)]
        return found
