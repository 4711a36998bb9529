"""A visit to a running server, by somebody who may read a certain message."""

from __future__ import annotations

import json
from urllib.request import Request, urlopen

from sqlalchemy import Connection, select

from parlour import clock
from parlour.accounts.models import Account
from parlour.accounts.sessions import Visit, open_session
from parlour.copies.archives import Newest
from parlour.copies.progress import Refused
from parlour.rooms.models import Member
from parlour.store import Tx
from parlour.wire import Person

PATIENCE = 20  # seconds for one answer


def let_in(connection: Connection, message: Newest | None) -> str | None:
    """Return the token of a new session of somebody who may read a message; None when there is no such person."""
    if message is None:
        return None
    members = select(Account.id, Account.username, Account.role).join(Member, Member.account_id == Account.id)
    found = connection.execute(members.where(Member.room_id == message.room).limit(1)).first()
    if found is None:
        return None
    person = Person(found.id, found.username, found.role)
    return open_session(Tx(connection, clock.now()), person, Visit("127.0.0.1", "drill"))


def check_health(address: str) -> None:
    """Raise OSError unless the server is ready."""
    _get(f"{address}/healthz")


def check_history(address: str, token: str, message: Newest) -> None:
    """Raise `Refused` unless the page of history that ends with a message shows it."""
    page = json.loads(_get(f"{address}/api/v1/rooms/{message.room}/messages?before={message.seq + 1}", token))
    if [shown["key"] for shown in page["messages"]][-1:] != [message.key]:
        raise Refused("the server does not show the newest message acknowledged before the backup")


def _get(url: str, token: str = "") -> bytes:
    request = Request(url, headers={"Authorization": f"Bearer {token}"} if token else {})  # noqa: S310  (ours, on loopback)
    with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
        return bytes(answer.read())
