"""What people tell of themselves: how it may look, who may read it, and until when a status is shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import msgspec
from msgspec import UNSET, Struct, UnsetType
from sqlalchemy import Row, insert, select, update

from parlour.accounts.models import Account
from parlour.clock import SECOND, rfc3339
from parlour.errors import Invalid
from parlour.people.models import Profile
from parlour.people.reads import people_for
from parlour.store import Tx
from parlour.text import checked_body, clean_line
from parlour.wire import LIMITS, Card, Person

EMOJI_LIMIT = 16  # code points: the longest families and flags have fewer
ZONE_LIMIT = 64
ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}")
LATEST = 253_402_300_799 * SECOND  # the last moment that can be written


class ProfileChange(Struct, frozen=True):
    """What somebody tells of himself from now on; what is not named stays, "" takes it back."""

    pronouns: str | UnsetType = UNSET
    about: str | UnsetType = UNSET
    timezone: str | UnsetType = UNSET
    status_text: str | UnsetType = UNSET
    status_emoji: str | UnsetType = UNSET
    status_until: str | UnsetType | None = UNSET


def checked_profile(change: ProfileChange) -> dict[str, object]:
    """Return what is to be stored, by column; raise `Invalid` with the field. Costs no transaction."""
    checks: dict[str, Callable[[Any], object]] = {
        "pronouns": lambda text: _line(text, LIMITS["pronouns"], "pronouns"),
        "about": _about,
        "timezone": _timezone,
        "status_text": lambda text: _line(text, LIMITS["status_text"], "status_text"),
        "status_emoji": _emoji,
        "status_until": _until,
    }
    told = {name: getattr(change, name) for name in checks}
    return {name: checks[name](value) for name, value in told.items() if value is not UNSET}


def update_profile(tx: Tx, actor: Person, values: dict[str, object]) -> Card:
    """Change what the actor tells of himself, and return it; what is not named stays."""
    there = tx.execute(select(Profile.account_id).where(Profile.account_id == actor.id)).first()
    if there is None:
        tx.execute(insert(Profile).values(account_id=actor.id, **values))
    elif values:
        tx.execute(update(Profile).where(Profile.account_id == actor.id).values(values))
    return card_of(tx, actor, actor.id)


def card_of(tx: Tx, actor: Person, account: int) -> Card:
    """Return what somebody whom the actor can see tells of himself; raise `NotFound`."""
    [person] = people_for(tx, actor, {account})
    row = tx.execute(select(Profile).where(Profile.account_id == account)).first()
    hides = bool(tx.execute(select(Account.hides_reading).where(Account.id == account)).scalar_one())
    card = Card(person.id, person.username, person.role, hides_reading=hides)
    return card if row is None else _told(card, row, tx.now)


def _told(card: Card, row: Row[Any], now: int) -> Card:
    card = msgspec.structs.replace(card, pronouns=row.pronouns, about=row.about, timezone=row.timezone)
    over = row.status_until is not None and row.status_until <= now
    if over or not (row.status_text or row.status_emoji):
        return card
    until = None if row.status_until is None else rfc3339(row.status_until)
    return msgspec.structs.replace(card, status_text=row.status_text, status_emoji=row.status_emoji, status_until=until)


def _line(text: str, limit: int, field: str) -> str:
    return clean_line(text, limit, field) if text.strip() else ""


def _about(text: str) -> str:
    return checked_body(text, LIMITS["about"], "about").strip() if text.strip() else ""


def _timezone(name: str) -> str:
    if name and not (len(name) <= ZONE_LIMIT and ZONE.fullmatch(name) and _is_zone(name)):
        raise Invalid("There is no such time zone.", field="timezone")
    return name


def _is_zone(name: str) -> bool:
    try:
        return ZoneInfo(name).key == name
    except KeyError:  # a machine that knows none at all believes the browser
        return not available_timezones()
    except (ValueError, OSError):
        return False


def _emoji(text: str) -> str:
    """One emoji, or several: signs, and what joins and colours them, but no letters and no space."""
    sign = _line(text, EMOJI_LIMIT, "status_emoji")
    kinds = [unicodedata.category(letter) for letter in sign]
    if sign and ("So" not in kinds or any(kind[0] in "LZN" for kind in kinds)):
        raise Invalid("That is not an emoji.", field="status_emoji")
    return sign


def _until(text: str | None) -> int | None:
    if text is None:
        return None
    with suppress(ValueError):
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None and 0 <= (at := int(moment.timestamp() * SECOND)) <= LATEST:
            return at
    raise Invalid("Expected a time such as 2026-11-21T18:00:00Z.", field="status_until")
