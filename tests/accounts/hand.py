"""A clock whose hand is moved by the test."""

from __future__ import annotations


class Hand:
    """Stands still until it is moved; milliseconds."""

    def __init__(self) -> None:
        self.at = 1_800_000_000_000

    def __call__(self) -> int:
        return self.at

    def forward(self, milliseconds: int) -> None:
        self.at += milliseconds
