"""Three letters in a row, and what else a message is found by: as FTS5 spells it, and as numbers for PostgreSQL.

Who wrote it, its room and its traits stand in the index beside its letters, so that one look intersects them all. What
the index finds is a candidate: two texts may have the same trigrams, two trigrams the same number. The text decides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from zlib import crc32

from parlour.search.folding import TRAITS

LENGTH = 3
MOST = 32  # trigrams asked for at a time; more of them find hardly less
# Where the marks of SQLite begin: letters for private use, which nobody types; the migration has the same numbers.
ROOM, AUTHOR, TRAIT = 0xF0000, 0x100000, 0xE000


def trigrams(texts: Iterable[str]) -> list[str]:
    """Return the trigrams of all the texts, each once."""
    return list(dict.fromkeys(text[at : at + LENGTH] for text in texts for at in range(len(text) - LENGTH + 1)))


def chosen(words: Iterable[str]) -> list[str]:
    """Return enough of the trigrams of words to look for."""
    found = trigrams(words)
    return found[:: -(-len(found) // MOST)] if found else []


def match_all(words: Iterable[str], traits: int, authors: Collection[int], rooms: Collection[int]) -> str:
    """Return FTS5's expression for: all trigrams of the words, all traits, one of the authors, one of the rooms."""
    alone = [*chosen(words), *(chr(TRAIT + bit) * LENGTH for bit in bits(traits))]
    groups = [[one] for one in alone]
    groups += [[_mark(start, number) for number in numbers] for start, numbers in ((AUTHOR, authors), (ROOM, rooms))]
    return " AND ".join(f"({' OR '.join(map(_quoted, group))})" for group in groups if group)


def numbers_of(text: str, traits: int, author: int, room: int) -> list[int]:
    """Return what PostgreSQL has in its index for a message."""
    letters = {letters_number(one) for one in trigrams([text])}
    return [*letters, *(-bit for bit in bits(traits)), author_number(author), room_number(room)]


def letters_number(trigram: str) -> int:
    return crc32(trigram.encode()) & 0x7FFFFFFF


def author_number(account: int) -> int:
    return -(1000 + account * 2 % 2_000_000_000)


def room_number(room: int) -> int:
    return -(1001 + room * 2 % 2_000_000_000)


def bits(traits: int) -> list[int]:
    return [bit for bit in TRAITS.values() if traits & bit]


def _mark(start: int, number: int) -> str:
    return "".join(chr(start + (number >> shift & 0x7FFF)) for shift in (30, 15, 0))


def _quoted(letters: str) -> str:
    return '"' + letters.replace('"', '""') + '"'
