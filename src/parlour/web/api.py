"""Every view below /api/v1, from the domains' own doors."""

from __future__ import annotations

from flask import Blueprint

from parlour.accounts import routes as accounts
from parlour.drafts import routes as drafts
from parlour.messages import routes as messages
from parlour.people import routes as people
from parlour.plans import routes as plans
from parlour.rooms import routes as rooms
from parlour.search import routes as search
from parlour.web import devices, exporting, history, retention


def views() -> tuple[Blueprint, ...]:
    """Return them; looked up late, since a door may be the first of all this to be imported."""
    return (
        accounts.views,
        devices.views,
        rooms.views,
        history.views,
        messages.views,
        people.views,
        drafts.views,
        plans.views,
        search.views,
        exporting.views,
        retention.views,
    )
