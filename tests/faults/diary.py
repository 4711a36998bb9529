"""What one client did and saw, one JSON object a line, in order; times are of the machine's monotonic clock."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from parlour.client import Change, Closed, Hole, Opened, Reset
from parlour.wire import Changed, Message, Sent

Entry = dict[str, Any]


class Diary:
    """`person` is the account whose client writes here; `key` names a request, for a message it is its key."""

    def __init__(self, path: Path, person: int) -> None:
        self._file = path.open("a")
        self._note(did="begin", person=person)

    def send(self, room: int, key: str, text: str) -> None:
        self._note(did="send", room=room, key=key, text=text)

    def edit(self, room: int, key: str, seq: int, text: str) -> None:
        self._note(did="edit", room=room, key=key, seq=seq, text=text)

    def delete(self, room: int, key: str, seq: int) -> None:
        self._note(did="delete", room=room, key=key, seq=seq)

    def ack(self, room: int, key: str, answer: Sent | Changed) -> None:
        """`at` is the room's change that is acknowledged: that of a message is its place, whatever became of it."""
        at = answer.seq if isinstance(answer, Sent) else answer.rev
        self._note(saw="ack", room=room, key=key, seq=answer.seq, at=at)

    def refused(self, room: int, key: str, code: str) -> None:
        self._note(saw="refused", room=room, key=key, code=code)

    def change(self, change: Change) -> None:
        match change:
            case Message():
                self._note(saw="message", **_shown(change))
            case Opened():
                self._note(saw="opened", room=change.room, rev=change.rev)
            case Hole():
                self._note(saw="hole", room=change.room, before=change.before)
            case Closed():
                self._note(saw="closed", room=change.room)
            case Reset():
                self._note(saw="reset", epoch=change.epoch)

    def read(self, message: Message, upto: int) -> None:
        """A message on a page of history, asked for when the room had come to `upto`."""
        self._note(saw="read", **_shown(message), upto=upto)

    def close(self) -> None:
        """The client believes it has seen everything."""
        self._note(did="end")
        self._file.close()

    def _note(self, **entry: object) -> None:
        self._file.write(json.dumps({"t": time.monotonic_ns(), **entry}, ensure_ascii=False) + "\n")


def entries(path: Path) -> Iterator[Entry]:
    """Read a diary; a last line that was cut off by a kill does not count."""
    with path.open() as file:
        for line in file:
            if line.endswith("\n"):
                yield json.loads(line)


def _shown(message: Message) -> Entry:
    return {
        "room": message.room,
        "rev": message.rev,
        "seq": message.seq,
        "by": message.user_id,
        "key": message.key,
        "kind": message.kind,
        "text": message.message,
        "edited": message.edited_at is not None,
    }
