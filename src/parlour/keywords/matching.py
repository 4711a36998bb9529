"""Looking for the words that people wait for in what was said: whole words, or anywhere in scripts without spaces."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Row, select

from parlour.accounts.models import Account
from parlour.inbox.entries import About, alert
from parlour.keywords.marks import mark_of, set_mark
from parlour.keywords.models import Keyword
from parlour.rooms.models import Member, Message
from parlour.search.models import SearchText
from parlour.text import is_apart
from parlour.wire import Person

if TYPE_CHECKING:
    from parlour.store import Tx

MOST = 200  # messages looked at in one go


class Found(NamedTuple):
    """What one look has found: up to which number it went, and who waited for what, message by message."""

    last: int
    hits: list[tuple[int, int, int, str]]  # room, seq, account, word


def look_on(tx: Tx, most: int = MOST) -> Found:
    """Look through what was said since the last time; only reads, so that nobody waits for it."""
    mark = mark_of(tx)
    said = tx.execute(select(SearchText).where(SearchText.id > mark).order_by(SearchText.id).limit(most)).all()
    waiting = _waiting_in(tx, {row.room_id for row in said})
    hits: dict[tuple[int, int, int], str] = {}
    for row in said:
        for one in waiting[row.room_id]:
            if one.since <= row.created_at and one.account_id != row.author_id and is_said(one.folded, row.text):
                hits.setdefault((row.room_id, row.seq, one.account_id), one.word)
    return Found(said[-1].id if said else mark, [(*place, word) for place, word in hits.items()])


def tell_found(tx: Tx, found: Found) -> None:
    """Put what was found into the inboxes, and go on after it."""
    set_mark(tx, found.last)
    for row in _messages_at(tx, {(room, seq) for room, seq, _, _ in found.hits}):
        about = About(row.room_id, row.seq, Person(row.author_id, row.username, "member"), row.body)
        words: defaultdict[str, list[int]] = defaultdict(list)
        for room, seq, account, word in found.hits:
            if (room, seq) == (row.room_id, row.seq):
                words[word].append(account)
        for word, accounts in words.items():
            alert(tx, about, "keyword", accounts, word)


def is_said(word: str, text: str) -> bool:
    """Tell whether a folded word stands by itself in a folded text."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        begins = at == 0 or is_apart(text[at - 1], word[0])
        if begins and (end == len(text) or is_apart(word[-1], text[end])):
            return True
        at = text.find(word, at + 1)
    return False


def _waiting_in(tx: Tx, rooms: Iterable[int]) -> dict[int, list[Row[Any]]]:
    found: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    columns = (Member.room_id, Keyword.account_id, Keyword.folded, Keyword.word, Keyword.since)
    waiting = select(*columns).join(Member, Member.account_id == Keyword.account_id)
    for row in tx.execute(waiting.where(Member.room_id.in_(rooms)).order_by(Keyword.account_id, Keyword.folded)):
        found[row.room_id].append(row)
    return found


def _messages_at(tx: Tx, places: Iterable[tuple[int, int]]) -> Sequence[Row[Any]]:
    """Return what stands at the places, unless it was taken back meanwhile."""
    found: list[Row[Any]] = []
    said = select(Message.room_id, Message.seq, Message.author_id, Message.body, Account.username)
    said = said.join(Account, Account.id == Message.author_id).where(Message.kind == "message")
    for room, seq in sorted(places):
        found += tx.execute(said.where(Message.room_id == room, Message.seq == seq)).all()
    return found
