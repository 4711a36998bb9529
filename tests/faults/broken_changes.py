"""A deliberately broken server: whoever was away gets what was said, and never hears what became of it."""

from __future__ import annotations

from parlour.cli import main
from parlour.messages import reads
from parlour.store import Tx
from parlour.wire import Message

everything_after = reads.changes_after


def only_new(tx: Tx, room: int, rev: int) -> list[Message]:
    """Leave out what was edited or deleted since it was sent."""
    return [message for message in everything_after(tx, room, rev) if message.rev == message.seq]


if __name__ == "__main__":
    reads.changes_after = only_new  # before the server is loaded: it takes this name from here
    main()
