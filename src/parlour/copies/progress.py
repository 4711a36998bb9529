"""How a long piece of work tells how far it is, whoever looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

Tick = Callable[[int], object]
Progress = Callable[[str, int], AbstractContextManager[Tick]]  # what is done, and how many steps it takes


@contextmanager
def silent(_label: str, _length: int) -> Iterator[Tick]:
    """Tell nobody."""
    yield lambda _steps: None


class Refused(Exception):
    """Why a copy was not made, in one line; nothing was changed."""
