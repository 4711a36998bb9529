"""The part of a message in which it says what was looked for: plain text in pieces, each with whether it is that."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate, groupby

from parlour.search.folding import folded_pieces

BEFORE, LENGTH = 60, 240  # characters
CUT = "\u2026"

Parts = list[tuple[str, bool]]


def excerpt(text: str, words: Sequence[str]) -> Parts:
    """Return what stands around the first of the folded words, as it was typed; without one, the beginning."""
    pieces = folded_pieces(text)
    ends = list(accumulate(len(plain) for _, plain in pieces))
    hits = _hits("".join(plain for _, plain in pieces), words)
    marked = _marked(ends, hits)
    first = next((at for at, hit in enumerate(marked) if hit), 0)
    start = _start(pieces, first)
    end = min(len(pieces), start + LENGTH)
    shown = zip((piece for piece, _ in pieces[start:end]), marked[start:end], strict=True)
    parts = [("".join(letter for letter, _ in run), hit) for hit, run in groupby(shown, key=lambda one: one[1])]
    before = [(CUT, False)] if start else []
    return _joined([*before, *parts, *([(CUT, False)] if end < len(pieces) else [])])


def _hits(plain: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Return from where to where in a folded text any of the words stand, those that overlap each by itself."""
    return [
        (found.start(), found.start() + len(word)) for word in words for found in re.finditer(re.escape(word), plain)
    ]


def _marked(ends: Sequence[int], hits: Sequence[tuple[int, int]]) -> list[bool]:
    """Tell of each piece, which end at `ends` of the folded text, whether any of it is hit."""
    hit = [False] * (ends[-1] if ends else 0)
    for start, end in hits:
        hit[start:end] = [True] * (end - start)
    return [any(hit[start:end]) for start, end in zip([0, *ends], ends, strict=False)]


def _start(pieces: Sequence[tuple[str, str]], first: int) -> int:
    """Begin a little before the first hit, at the beginning of a word if there is one near."""
    if first <= BEFORE:
        return 0
    spaces = (at + 1 for at in range(first - BEFORE, first) if pieces[at][1] == " ")
    return next(spaces, first - BEFORE)


def _joined(parts: Parts) -> Parts:
    """Let neighbours that are alike be one."""
    return [("".join(text for text, _ in run), hit) for hit, run in groupby(parts, key=lambda part: part[1])]
