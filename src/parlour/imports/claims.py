"""Who was imported and cannot sign in yet, asked of a chat whether a server runs on it or not."""

from __future__ import annotations

from parlour import clock
from parlour.accounts.claims import unclaimed
from parlour.copies.places import Place, snapshot_of, version_of
from parlour.copies.progress import Refused
from parlour.errors import Invalid
from parlour.store import Tx
from parlour.store.schema_version import HEAD
from parlour.wire import Person


def people_to_claim(place: Place, name: str | None) -> list[Person]:
    """Return those without a password, or the one of a name; raise `Refused`."""
    with snapshot_of(place) as connection:
        if version_of(connection) != HEAD:
            raise Refused(
                f"{place.name} is of another version; start this Parlour on it once, or `parlour upgrade --yes`"
            )
        try:
            found = unclaimed(Tx(connection, clock.now()), name)
        except Invalid:
            found = []
    if not found:
        whom = "nobody" if name is None else f"nobody called {name}"
        raise Refused(f"there is {whom} here without a password")
    return found
