"""Sessions: someone signed in on one device, by a token of which only the digest is kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, delete, func, insert, select, update

from parlour.accounts.models import Account, Session
from parlour.clock import DAY, MINUTE
from parlour.errors import NotFound
from parlour.events import SessionsEnded
from parlour.security import digest, new_token
from parlour.store import Tx
from parlour.wire import Person

MEMBER_IDLE = 30 * DAY
GUEST_IDLE = 7 * DAY
ABSOLUTE = 180 * DAY
TOUCH_AFTER = MINUTE
SESSIONS_LIMIT = 50  # a person; the one unused longest makes room

SIGNED = select(
    Account.id,
    Account.username,
    Account.role,
    Session.id.label("session"),
    Session.token_digest,
    Session.seen_at,
    Session.expires_at,
).join(Account, Account.id == Session.account_id)


class Visit(NamedTuple):
    """Where somebody signs in from, as his list of sessions shows it."""

    address: str
    device: str


class Signed(NamedTuple):
    """Somebody signed in; times are in milliseconds."""

    person: Person
    session: int
    seen_at: int
    expires_at: int


def session_for(tx: Tx, token: str) -> Signed | None:
    """Return who holds a token, or None when it is unknown, ended or expired."""
    found = tx.execute(SIGNED.where(Session.token_digest == digest(token), Session.expires_at > tx.now)).first()
    return _as_signed(found) if found else None


def sessions_for(tx: Tx, tokens: Collection[str]) -> dict[str, Signed]:
    """Return who holds each of the tokens, without those that are unknown, ended or expired."""
    digests = {digest(token): token for token in tokens}
    found = tx.execute(SIGNED.where(Session.token_digest.in_(digests), Session.expires_at > tx.now))
    return {digests[row.token_digest]: _as_signed(row) for row in found}


def open_session(tx: Tx, person: Person, visit: Visit) -> str:
    """Sign a person in; return the token, which is told this once."""
    token = new_token()
    tx.execute(
        insert(Session).values(
            account_id=person.id,
            token_digest=digest(token),
            created_at=tx.now,
            seen_at=tx.now,
            expires_at=_expiry(person.role, tx.now, tx.now),
            address=visit.address[:64],
            device=visit.device[:200],
        )
    )
    _make_room(tx, person)
    return token


def renew_token(tx: Tx, person: Person, session: int) -> str:
    """Give a session another token when its rights change: whoever knew the old one is out."""
    token = new_token()
    created_at = tx.execute(select(Session.created_at).where(Session.id == session)).scalar_one()
    tx.execute(
        update(Session)
        .where(Session.id == session)
        .values(token_digest=digest(token), seen_at=tx.now, expires_at=_expiry(person.role, created_at, tx.now))
    )
    return token


def touch(tx: Tx, sessions: Iterable[int]) -> None:
    """Note that sessions are in use; each is written at most once a minute."""
    due = select(Session.id, Session.created_at, Account.role).join(Account, Account.id == Session.account_id)
    due = due.where(
        Session.id.in_(list(sessions)), Session.seen_at <= tx.now - TOUCH_AFTER, Session.expires_at > tx.now
    )
    for row in tx.execute(due).all():
        expires_at = _expiry(row.role, row.created_at, tx.now)
        tx.execute(update(Session).where(Session.id == row.id).values(seen_at=tx.now, expires_at=expires_at))


def end_session(tx: Tx, person: Person, session: int) -> None:
    """End one of the person's own sessions; raise `NotFound`."""
    if not _end(tx, (Session.id == session) & (Session.account_id == person.id)):
        raise NotFound


def end_other_sessions(tx: Tx, person: Person, kept: int | None = None) -> None:
    """End all sessions of a person except the one he keeps."""
    _end(tx, (Session.account_id == person.id) & (Session.id != (kept or 0)))


def end_expired(tx: Tx) -> None:
    """End every session whose time is over, so that its connections close as well."""
    _end(tx, Session.expires_at <= tx.now)


def has_live_session(tx: Tx, account: int) -> bool:
    """Tell whether somebody is signed in anywhere."""
    live = select(Session.id).where(Session.account_id == account, Session.expires_at > tx.now)
    return tx.execute(live.limit(1)).first() is not None


def _as_signed(row: Row[Any]) -> Signed:
    return Signed(Person(row.id, row.username, row.role), row.session, row.seen_at, row.expires_at)


def _expiry(role: str, created_at: int, now: int) -> int:
    idle = GUEST_IDLE if role == "guest" else MEMBER_IDLE
    return min(now + idle, created_at + ABSOLUTE)


def _end(tx: Tx, which: ColumnElement[bool]) -> int:
    """Delete sessions and announce their end, account by account."""
    ended = tx.execute(delete(Session).where(which).returning(Session.account_id, Session.id)).all()
    for account in sorted({row.account_id for row in ended}):
        tx.announce(SessionsEnded(account, tuple(row.id for row in ended if row.account_id == account)))
    return len(ended)


def _make_room(tx: Tx, person: Person) -> None:
    held = tx.execute(select(func.count()).select_from(Session).where(Session.account_id == person.id)).scalar_one()
    if held > SESSIONS_LIMIT:
        oldest = select(Session.id).where(Session.account_id == person.id).order_by(Session.seen_at, Session.id)
        _end(tx, Session.id.in_(oldest.limit(held - SESSIONS_LIMIT).scalar_subquery()))
