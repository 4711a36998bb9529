"""The REST door of exports: a room for its members, and everybody's own data; made while they are sent."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator

from flask import Blueprint, Response

from parlour import clock
from parlour.errors import Unavailable
from parlour.exports.people import export_person
from parlour.exports.rooms import export_room
from parlour.exports.source import Source
from parlour.web.auth import actor
from parlour.web.site import site
from parlour.web.streaming import streamed

AT_ONCE = 2  # each takes one of Flask's threads until it is downloaded

views = Blueprint("exports", __name__, url_prefix="/api/v1")
_turns = threading.BoundedSemaphore(AT_ONCE)


class Turn:
    """One of the places in `_turns`, given back once."""

    def __init__(self) -> None:
        self._held = True

    def end(self) -> None:
        """Let the next one in."""
        if self._held:
            self._held = False
            _turns.release()


@views.get("/rooms/<id:room>/export")
def show_room(room: int) -> Response:
    person = actor()
    site().throttle.hit("export", person.id)
    source = Source.of(site().store.read, room, person)
    return _download(export_room(source), source.room.name)


@views.get("/me/export")
def show_me() -> Response:
    person = actor()
    site().throttle.hit("export", person.id)
    return _download(export_person(site().store.read, person), person.username)


def _download(parts: Iterator[bytes], of: str) -> Response:
    if not _turns.acquire(blocking=False):
        raise Unavailable("Others are exporting just now. Please try again in a minute.", retry_after=60)
    made = streamed(parts, Turn().end)
    made.headers["Content-Type"] = "application/zip"
    made.headers["Content-Disposition"] = f'attachment; filename="{_file_name(of)}"'
    return made


def _file_name(of: str) -> str:
    """Return a name that every system takes: letters and digits of it, and the day."""
    plain = re.sub(r"[^a-z0-9]+", "-", of.lower()).strip("-")[:40]
    day = clock.rfc3339(clock.now())[:10]
    return "-".join(part for part in ("parlour", plain, day) if part) + ".zip"
