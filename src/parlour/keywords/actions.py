"""Saying for which words one waits."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, insert, select

from parlour.errors import Invalid
from parlour.keywords.marks import begin_now
from parlour.keywords.models import Keyword
from parlour.search.folding import folded
from parlour.store import Tx
from parlour.text import clean_line
from parlour.wire import KEYWORD_LIMIT, KEYWORDS_LIMIT, Person


def keywords_of(tx: Tx, actor: Person) -> list[str]:
    """Return the words that the actor waits for, as he typed them, in the order of their letters."""
    his = select(Keyword.word).where(Keyword.account_id == actor.id).order_by(Keyword.folded)
    return list(tx.execute(his).scalars())


def checked_keywords(words: Sequence[str]) -> dict[str, str]:
    """Return words by what is looked for; raise `Invalid`. Costs no transaction."""
    found: dict[str, str] = {}
    for word in words:
        line = clean_line(word, KEYWORD_LIMIT, "words")
        key = folded(line)
        if not any(letter.isalnum() for letter in key) or len(key) > 4 * KEYWORD_LIMIT:
            raise Invalid("A word needs at least one letter or digit.", field="words")
        found.setdefault(key, line)
    if len(found) > KEYWORDS_LIMIT:
        raise Invalid(f"At most {KEYWORDS_LIMIT} words, please.", field="words")
    return found


def set_keywords(tx: Tx, actor: Person, words: dict[str, str]) -> list[str]:
    """Have the actor wait for these words and no others; what was said before does not count."""
    begin_now(tx)
    known = set(tx.execute(select(Keyword.folded).where(Keyword.account_id == actor.id)).scalars())
    if gone := known - set(words):
        tx.execute(delete(Keyword).where(Keyword.account_id == actor.id, Keyword.folded.in_(gone)))
    fresh = [
        {"account_id": actor.id, "folded": key, "word": word, "since": tx.now}
        for key, word in words.items()
        if key not in known
    ]
    if fresh:
        tx.execute(insert(Keyword), fresh)
    return keywords_of(tx, actor)
