"""Which kind of export a file is, and that it is whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from parlour.copies.progress import Progress, Refused
from parlour.imports.ours import Ours
from parlour.imports.slack import Slack
from parlour.imports.things import Exported
from parlour.imports.zips import Zip

LISTS = frozenset({"channels.json", "groups.json", "dms.json", "mpims.json"})


@contextmanager
def opened(file: Path, progress: Progress) -> Iterator[Exported]:
    """Yield an export that was looked through to its end; raise `Refused`."""
    with Zip(file) as packed:
        yield _exported(packed, progress)


def _exported(packed: Zip, progress: Progress) -> Exported:
    if packed.names & {"chat.json", "room.json"}:
        return Ours(packed, progress)
    if "users.json" in packed.names and packed.names & LISTS:
        return Slack(packed, progress)
    raise Refused("that is neither an export of Parlour (room.json) nor one of Slack (users.json, channels.json)")
