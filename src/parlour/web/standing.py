"""What somebody is told about himself and his rooms, with who is here right now."""

from __future__ import annotations

from parlour.live.own import own_of_each
from parlour.rooms.reads import counted, rooms_of
from parlour.web.site import read, site
from parlour.wire import Person, Ready, Room


def ready_for(person: Person) -> Ready:
    """Return what `ready` says by socket: the account, its rooms, the limits."""
    rooms, own = read(lambda tx: (rooms_of(tx, person), own_of_each(tx, [person.id])[person.id]))
    seen = [with_online(room) for room in rooms]
    return Ready(person, seen, site().epoch, site().version, site().limits, **own._asdict())


def with_online(room: Room) -> Room:
    """Return the room with the number of people here filled in."""
    return counted(room, len(site().online(room.id)))
