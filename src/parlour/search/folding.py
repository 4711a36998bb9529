"""Text as it is compared: capitals, wide and composed letters alike, on every database, because we do it ourselves."""

from __future__ import annotations

import re
import unicodedata

FOLDED_LIMIT = 20_000  # characters; one letter may fold to eighteen
SPACES = str.maketrans(dict.fromkeys("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029", " "))
LINK = re.compile(r"https?://\S|\bwww\.\w", re.IGNORECASE)
CODE = re.compile(r"`[^`]+`")

# What a message has, as bits.
TRAITS = {"link": 1, "code": 2}
# What it is, beside them; the index has no mark for that.
STATES = {"thread": 4}


def folded(text: str) -> str:
    """Return `text` as it is searched: compatible forms are one (NFKC), capitals are small, line ends are spaces."""
    if text.isascii():
        plain = text.lower()
    else:
        plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return plain.translate(SPACES)[:FOLDED_LIMIT]


def traits_of(text: str, thread: int | None = None) -> int:
    """Return which traits a text has, and whether it stands in a thread."""
    has = (TRAITS["link"] if LINK.search(text) else 0) | (TRAITS["code"] if CODE.search(text) else 0)
    return has | (0 if thread is None else STATES["thread"])


def folded_pieces(text: str) -> list[tuple[str, str]]:
    """Cut `text` so that each piece folds by itself to its part of the whole; return pieces and what they fold to."""
    whole = folded(text)
    if len(whole) == len(text) and unicodedata.is_normalized("NFKC", text):
        return list(zip(text, whole, strict=True))  # a letter for a letter: what almost everybody writes
    pieces: list[str] = []
    for letter in text:
        if pieces and _clings(pieces[-1], letter):
            pieces[-1] += letter
        else:
            pieces.append(letter)
    return [(piece, folded(piece)) for piece in pieces]


def _clings(before: str, letter: str) -> bool:
    """Whether a letter changes with what stands before it: accents, parts of Korean syllables."""
    if letter.isascii():
        return False
    if unicodedata.combining(letter):
        return True
    apart = unicodedata.normalize("NFKC", before) + unicodedata.normalize("NFKC", letter)
    return unicodedata.normalize("NFKC", before + letter) != apart
