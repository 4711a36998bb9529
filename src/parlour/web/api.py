"""Every view below /api/v1, from the domains' own doors."""

from __future__ import annotations

from flask import Blueprint

from parlour.accounts import routes as accounts
from parlour.drafts import routes as drafts
from parlour.inbox import routes as inbox
from parlour.keywords import routes as keywords
from parlour.messages import routes as messages
from parlour.people import routes as people
from parlour.plans import routes as plans
from parlour.rooms import routes as rooms
from parlour.search import routes as search
from parlour.web import devices, exporting, history, reading, retention, threads


def views() -> tuple[Blueprint, ...]:
    """Return them; looked up late, since a door may be the first of all this to be imported."""
    pages = (devices, history, reading, exporting, retention, threads)
    doors = (accounts, rooms, messages, people, drafts, plans, search, inbox, keywords)
    return tuple(door.views for door in (*pages, *doors))
